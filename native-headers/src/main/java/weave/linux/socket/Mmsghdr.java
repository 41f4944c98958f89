package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * One message of a batch: {@code struct mmsghdr} of {@code <sys/socket.h>}.
 *
 * <pre>
 *   0              56        60  64
 *   +--------------+---------+---+
 *   | msg_hdr (56) | msg_len | - |
 *   +--------------+---------+---+
 * </pre>
 */
public final class Mmsghdr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            Msghdr.LAYOUT.withName("msg_hdr"),
                            JAVA_INT.withName("msg_len"),
                            MemoryLayout.paddingLayout(4))
                    .withName("mmsghdr");

    public static final long SIZE = LAYOUT.byteSize();

    /** Where the {@link Msghdr} lies. */
    public static final long MSG_HDR_OFFSET = Layouts.offset(LAYOUT, "msg_hdr");

    private static final long MSG_LEN = Layouts.offset(LAYOUT, "msg_len");

    private Mmsghdr() {}

    /** Bytes sent or received. */
    public static int msg_len(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + MSG_LEN);
    }

    public static void msg_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MSG_LEN, value);
    }
}
