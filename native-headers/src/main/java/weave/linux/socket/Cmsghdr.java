package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The head of a control message, which its data follows: {@code struct cmsghdr} of {@code
 * <sys/socket.h>}. Heads are aligned to 8 bytes.
 *
 * <pre>
 *   0          8            12          16
 *   +----------+------------+-----------+
 *   | cmsg_len | cmsg_level | cmsg_type |
 *   +----------+------------+-----------+
 * </pre>
 */
public final class Cmsghdr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("cmsg_len"),
                            JAVA_INT.withName("cmsg_level"),
                            JAVA_INT.withName("cmsg_type"))
                    .withName("cmsghdr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long CMSG_LEN = Layouts.offset(LAYOUT, "cmsg_len");
    private static final long CMSG_LEVEL = Layouts.offset(LAYOUT, "cmsg_level");
    private static final long CMSG_TYPE = Layouts.offset(LAYOUT, "cmsg_type");

    private Cmsghdr() {}

    /** Head and data together, without the padding after them. */
    public static long cmsg_len(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + CMSG_LEN);
    }

    public static void cmsg_len(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + CMSG_LEN, value);
    }

    public static int cmsg_level(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + CMSG_LEVEL);
    }

    public static void cmsg_level(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + CMSG_LEVEL, value);
    }

    public static int cmsg_type(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + CMSG_TYPE);
    }

    public static void cmsg_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + CMSG_TYPE, value);
    }

    /** {@code CMSG_LEN}: what belongs into {@code cmsg_len} for so many bytes of data. */
    public static long length(long dataLength) {
        return SIZE + dataLength;
    }

    /** {@code CMSG_SPACE}: how far the next head is from this one. */
    public static long space(long dataLength) {
        return SIZE + align(dataLength);
    }

    /** {@code CMSG_ALIGN}: rounded up to a multiple of 8. */
    public static long align(long length) {
        return length + Long.BYTES - 1 & -Long.BYTES;
    }
}
