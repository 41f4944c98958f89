package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of a message about a route: {@code struct rtmsg} of {@code <linux/rtnetlink.h>}.
 *
 * <pre>
 *   0            1             2             3         4           5
 *   +------------+-------------+-------------+---------+-----------+
 *   | rtm_family | rtm_dst_len | rtm_src_len | rtm_tos | rtm_table |
 *   +------------+-------------+-------------+---------+-----------+
 *   5              6           7          8           12
 *   +--------------+-----------+----------+-----------+
 *   | rtm_protocol | rtm_scope | rtm_type | rtm_flags |
 *   +--------------+-----------+----------+-----------+
 * </pre>
 */
public final class Rtmsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("rtm_family"),
                            JAVA_BYTE.withName("rtm_dst_len"),
                            JAVA_BYTE.withName("rtm_src_len"),
                            JAVA_BYTE.withName("rtm_tos"),
                            JAVA_BYTE.withName("rtm_table"),
                            JAVA_BYTE.withName("rtm_protocol"),
                            JAVA_BYTE.withName("rtm_scope"),
                            JAVA_BYTE.withName("rtm_type"),
                            JAVA_INT.withName("rtm_flags"))
                    .withName("rtmsg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long RTM_FAMILY = Layouts.offset(LAYOUT, "rtm_family");
    private static final long RTM_DST_LEN = Layouts.offset(LAYOUT, "rtm_dst_len");
    private static final long RTM_SRC_LEN = Layouts.offset(LAYOUT, "rtm_src_len");
    private static final long RTM_TOS = Layouts.offset(LAYOUT, "rtm_tos");
    private static final long RTM_TABLE = Layouts.offset(LAYOUT, "rtm_table");
    private static final long RTM_PROTOCOL = Layouts.offset(LAYOUT, "rtm_protocol");
    private static final long RTM_SCOPE = Layouts.offset(LAYOUT, "rtm_scope");
    private static final long RTM_TYPE = Layouts.offset(LAYOUT, "rtm_type");
    private static final long RTM_FLAGS = Layouts.offset(LAYOUT, "rtm_flags");

    private Rtmsg() {}

    public static int rtm_family(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_FAMILY) & 0xFF;
    }

    public static void rtm_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_FAMILY, (byte) value);
    }

    /** Prefix length of the destination. */
    public static int rtm_dst_len(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_DST_LEN) & 0xFF;
    }

    public static void rtm_dst_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_DST_LEN, (byte) value);
    }

    /** Prefix length of the source. */
    public static int rtm_src_len(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_SRC_LEN) & 0xFF;
    }

    public static void rtm_src_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_SRC_LEN, (byte) value);
    }

    public static int rtm_tos(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_TOS) & 0xFF;
    }

    public static void rtm_tos(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_TOS, (byte) value);
    }

    public static int rtm_table(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_TABLE) & 0xFF;
    }

    public static void rtm_table(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_TABLE, (byte) value);
    }

    /** Who made the route. */
    public static int rtm_protocol(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_PROTOCOL) & 0xFF;
    }

    public static void rtm_protocol(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_PROTOCOL, (byte) value);
    }

    public static int rtm_scope(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_SCOPE) & 0xFF;
    }

    public static void rtm_scope(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_SCOPE, (byte) value);
    }

    public static int rtm_type(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + RTM_TYPE) & 0xFF;
    }

    public static void rtm_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + RTM_TYPE, (byte) value);
    }

    public static int rtm_flags(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + RTM_FLAGS);
    }

    public static void rtm_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + RTM_FLAGS, value);
    }
}
