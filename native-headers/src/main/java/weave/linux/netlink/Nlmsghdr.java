package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The head of every netlink message: {@code struct nlmsghdr} of {@code <linux/netlink.h>}. Messages
 * are aligned to 4 bytes.
 *
 * <pre>
 *   0           4            6             8           12          16
 *   +-----------+------------+-------------+-----------+-----------+
 *   | nlmsg_len | nlmsg_type | nlmsg_flags | nlmsg_seq | nlmsg_pid |
 *   +-----------+------------+-------------+-----------+-----------+
 * </pre>
 */
public final class Nlmsghdr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("nlmsg_len"),
                            JAVA_SHORT.withName("nlmsg_type"),
                            JAVA_SHORT.withName("nlmsg_flags"),
                            JAVA_INT.withName("nlmsg_seq"),
                            JAVA_INT.withName("nlmsg_pid"))
                    .withName("nlmsghdr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NLMSG_LEN = Layouts.offset(LAYOUT, "nlmsg_len");
    private static final long NLMSG_TYPE = Layouts.offset(LAYOUT, "nlmsg_type");
    private static final long NLMSG_FLAGS = Layouts.offset(LAYOUT, "nlmsg_flags");
    private static final long NLMSG_SEQ = Layouts.offset(LAYOUT, "nlmsg_seq");
    private static final long NLMSG_PID = Layouts.offset(LAYOUT, "nlmsg_pid");

    private Nlmsghdr() {}

    /** Head and body together, without the padding after them. */
    public static int nlmsg_len(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NLMSG_LEN);
    }

    public static void nlmsg_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NLMSG_LEN, value);
    }

    public static int nlmsg_type(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + NLMSG_TYPE));
    }

    public static void nlmsg_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + NLMSG_TYPE, (short) value);
    }

    public static int nlmsg_flags(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + NLMSG_FLAGS));
    }

    public static void nlmsg_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + NLMSG_FLAGS, (short) value);
    }

    /** Chosen by who asks, repeated in the answer. */
    public static int nlmsg_seq(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NLMSG_SEQ);
    }

    public static void nlmsg_seq(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NLMSG_SEQ, value);
    }

    /** The port id of the sender; 0 is the kernel. */
    public static int nlmsg_pid(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NLMSG_PID);
    }

    public static void nlmsg_pid(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NLMSG_PID, value);
    }

    /** {@code NLMSG_ALIGN}: rounded up to a multiple of 4. */
    public static long align(long length) {
        return length + Integer.BYTES - 1 & -Integer.BYTES;
    }
}
