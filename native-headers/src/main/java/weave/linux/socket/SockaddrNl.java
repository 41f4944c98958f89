package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * A netlink address: {@code struct sockaddr_nl} of {@code <linux/netlink.h>}.
 *
 * <pre>
 *   0           2   4        8           12
 *   +-----------+---+--------+-----------+
 *   | nl_family | - | nl_pid | nl_groups |
 *   +-----------+---+--------+-----------+
 * </pre>
 */
public final class SockaddrNl {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("nl_family"),
                            MemoryLayout.paddingLayout(2),
                            JAVA_INT.withName("nl_pid"),
                            JAVA_INT.withName("nl_groups"))
                    .withName("sockaddr_nl");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NL_FAMILY = Layouts.offset(LAYOUT, "nl_family");
    private static final long NL_PID = Layouts.offset(LAYOUT, "nl_pid");
    private static final long NL_GROUPS = Layouts.offset(LAYOUT, "nl_groups");

    private SockaddrNl() {}

    public static int nl_family(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + NL_FAMILY));
    }

    public static void nl_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + NL_FAMILY, (short) value);
    }

    /** The port id; 0 is the kernel. */
    public static int nl_pid(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NL_PID);
    }

    public static void nl_pid(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NL_PID, value);
    }

    /** A mask of multicast groups. */
    public static int nl_groups(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NL_GROUPS);
    }

    public static void nl_groups(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NL_GROUPS, value);
    }
}
