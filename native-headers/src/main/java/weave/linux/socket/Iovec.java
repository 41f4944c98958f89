package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * A piece of memory in a scatter-gather list: {@code struct iovec} of {@code <sys/uio.h>}.
 *
 * <pre>
 *   0          8         16
 *   +----------+---------+
 *   | iov_base | iov_len |
 *   +----------+---------+
 * </pre>
 */
public final class Iovec {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"))
                    .withName("iovec");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IOV_BASE = Layouts.offset(LAYOUT, "iov_base");
    private static final long IOV_LEN = Layouts.offset(LAYOUT, "iov_len");

    private Iovec() {}

    public static long iov_base(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + IOV_BASE);
    }

    public static void iov_base(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + IOV_BASE, value);
    }

    public static long iov_len(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + IOV_LEN);
    }

    public static void iov_len(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + IOV_LEN, value);
    }
}
