package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static weave.linux.Layouts.NETWORK_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What a security association is found by: {@code struct xfrm_id} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0       16    20
 *   +-------+-----+-------+
 *   | daddr | spi | proto |
 *   +-------+-----+-------+
 * </pre>
 */
public final class XfrmId {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("daddr"),
                            NETWORK_INT.withName("spi"),
                            JAVA_BYTE.withName("proto"),
                            MemoryLayout.paddingLayout(3))
                    .withName("xfrm_id");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long DADDR = Layouts.offset(LAYOUT, "daddr");
    private static final long SPI = Layouts.offset(LAYOUT, "spi");
    private static final long PROTO = Layouts.offset(LAYOUT, "proto");

    private XfrmId() {}

    /** An IPv4 address: the first four of its bytes. */
    public static int daddr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + DADDR);
    }

    public static void daddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + DADDR, value);
    }

    /** What each packet carries. */
    public static int spi(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + SPI);
    }

    public static void spi(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SPI, value);
    }

    /** As {@code IPPROTO_ESP}. */
    public static int proto(MemorySegment memory, long base) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, base + PROTO));
    }

    public static void proto(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + PROTO, (byte) value);
    }
}
