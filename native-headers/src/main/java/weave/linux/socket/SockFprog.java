package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * A classic BPF program, as {@code setsockopt} takes it: {@code struct sock_fprog} of {@code
 * <linux/filter.h>}.
 *
 * <pre>
 *   0     2   8        16
 *   +-----+---+--------+
 *   | len | - | filter |
 *   +-----+---+--------+
 * </pre>
 */
public final class SockFprog {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("len"),
                            MemoryLayout.paddingLayout(6),
                            JAVA_LONG.withName("filter"))
                    .withName("sock_fprog");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long LEN = Layouts.offset(LAYOUT, "len");
    private static final long FILTER = Layouts.offset(LAYOUT, "filter");

    private SockFprog() {}

    /** Number of instructions. */
    public static int len(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + LEN));
    }

    public static void len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + LEN, (short) value);
    }

    /** Address of the first {@link SockFilter}. */
    public static long filter(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + FILTER);
    }

    public static void filter(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + FILTER, value);
    }
}
