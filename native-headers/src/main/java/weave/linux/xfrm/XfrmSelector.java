package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static weave.linux.Layouts.NETWORK_INT;
import static weave.linux.Layouts.NETWORK_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Which packets are meant: {@code struct xfrm_selector} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0       16      32      34           36      38           40       42
 *   +-------+-------+-------+------------+-------+------------+--------+-------------+
 *   | daddr | saddr | dport | dport_mask | sport | sport_mask | family | prefixlen_d |
 *   +-------+-------+-------+------------+-------+------------+--------+-------------+
 *   43            44      48        52
 *   +-------------+-------+---------+------+
 *   | prefixlen_s | proto | ifindex | user |
 *   +-------------+-------+---------+------+
 * </pre>
 */
public final class XfrmSelector {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("daddr"),
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("saddr"),
                            NETWORK_SHORT.withName("dport"),
                            NETWORK_SHORT.withName("dport_mask"),
                            NETWORK_SHORT.withName("sport"),
                            NETWORK_SHORT.withName("sport_mask"),
                            JAVA_SHORT.withName("family"),
                            JAVA_BYTE.withName("prefixlen_d"),
                            JAVA_BYTE.withName("prefixlen_s"),
                            JAVA_BYTE.withName("proto"),
                            MemoryLayout.paddingLayout(3),
                            JAVA_INT.withName("ifindex"),
                            JAVA_INT.withName("user"))
                    .withName("xfrm_selector");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long DADDR = Layouts.offset(LAYOUT, "daddr");
    private static final long SADDR = Layouts.offset(LAYOUT, "saddr");
    private static final long FAMILY = Layouts.offset(LAYOUT, "family");
    private static final long PREFIXLEN_D = Layouts.offset(LAYOUT, "prefixlen_d");
    private static final long PREFIXLEN_S = Layouts.offset(LAYOUT, "prefixlen_s");
    private static final long PROTO = Layouts.offset(LAYOUT, "proto");

    private XfrmSelector() {}

    /** An IPv4 address: the first four of its bytes. */
    public static int daddr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + DADDR);
    }

    public static void daddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + DADDR, value);
    }

    /** An IPv4 address: the first four of its bytes. */
    public static int saddr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + SADDR);
    }

    public static void saddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SADDR, value);
    }

    public static int family(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + FAMILY));
    }

    public static void family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + FAMILY, (short) value);
    }

    /** How many bits of the destination count. */
    public static int prefixlen_d(MemorySegment memory, long base) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, base + PREFIXLEN_D));
    }

    public static void prefixlen_d(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + PREFIXLEN_D, (byte) value);
    }

    /** How many bits of the source count. */
    public static int prefixlen_s(MemorySegment memory, long base) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, base + PREFIXLEN_S));
    }

    public static void prefixlen_s(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + PREFIXLEN_S, (byte) value);
    }

    /** As {@code IPPROTO_UDP}. */
    public static int proto(MemorySegment memory, long base) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, base + PROTO));
    }

    public static void proto(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + PROTO, (byte) value);
    }
}
