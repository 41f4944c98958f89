package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code sendmsg} and {@code recvmsg} work on: {@code struct msghdr} of {@code
 * <sys/socket.h>}.
 *
 * <pre>
 *   0          8             12  16        24           32            40
 *   +----------+-------------+---+---------+------------+-------------+
 *   | msg_name | msg_namelen | - | msg_iov | msg_iovlen | msg_control |
 *   +----------+-------------+---+---------+------------+-------------+
 *   40               48          52  56
 *   +----------------+-----------+---+
 *   | msg_controllen | msg_flags | - |
 *   +----------------+-----------+---+
 * </pre>
 */
public final class Msghdr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("msg_name"),
                            JAVA_INT.withName("msg_namelen"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_LONG.withName("msg_iov"),
                            JAVA_LONG.withName("msg_iovlen"),
                            JAVA_LONG.withName("msg_control"),
                            JAVA_LONG.withName("msg_controllen"),
                            JAVA_INT.withName("msg_flags"),
                            MemoryLayout.paddingLayout(4))
                    .withName("msghdr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long MSG_NAME = Layouts.offset(LAYOUT, "msg_name");
    private static final long MSG_NAMELEN = Layouts.offset(LAYOUT, "msg_namelen");
    private static final long MSG_IOV = Layouts.offset(LAYOUT, "msg_iov");
    private static final long MSG_IOVLEN = Layouts.offset(LAYOUT, "msg_iovlen");
    private static final long MSG_CONTROL = Layouts.offset(LAYOUT, "msg_control");
    private static final long MSG_CONTROLLEN = Layouts.offset(LAYOUT, "msg_controllen");
    private static final long MSG_FLAGS = Layouts.offset(LAYOUT, "msg_flags");

    private Msghdr() {}

    /** Address of the peer's socket address, or 0. */
    public static long msg_name(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + MSG_NAME);
    }

    public static void msg_name(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + MSG_NAME, value);
    }

    public static int msg_namelen(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + MSG_NAMELEN);
    }

    public static void msg_namelen(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MSG_NAMELEN, value);
    }

    /** Address of the first {@link Iovec}. */
    public static long msg_iov(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + MSG_IOV);
    }

    public static void msg_iov(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + MSG_IOV, value);
    }

    /** How many of them. */
    public static long msg_iovlen(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + MSG_IOVLEN);
    }

    public static void msg_iovlen(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + MSG_IOVLEN, value);
    }

    /** Address of the first {@link Cmsghdr}, or 0. */
    public static long msg_control(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + MSG_CONTROL);
    }

    public static void msg_control(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + MSG_CONTROL, value);
    }

    /** Bytes of control messages; after receiving, those filled in. */
    public static long msg_controllen(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + MSG_CONTROLLEN);
    }

    public static void msg_controllen(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + MSG_CONTROLLEN, value);
    }

    /** After receiving, {@code MSG_TRUNC} and its like. */
    public static int msg_flags(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + MSG_FLAGS);
    }

    public static void msg_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MSG_FLAGS, value);
    }
}
