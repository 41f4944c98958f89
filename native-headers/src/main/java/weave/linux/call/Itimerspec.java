package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * When a timer fires first and how often after: {@code struct itimerspec} of {@code <time.h>}, two
 * {@code struct timespec} in a row. All zero disarms it.
 *
 * <pre>
 *   0                    8                     16                24                 32
 *   +--------------------+---------------------+-----------------+------------------+
 *   | it_interval.tv_sec | it_interval.tv_nsec | it_value.tv_sec | it_value.tv_nsec |
 *   +--------------------+---------------------+-----------------+------------------+
 * </pre>
 */
public final class Itimerspec {
    private static final StructLayout TIMESPEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            TIMESPEC.withName("it_interval"), TIMESPEC.withName("it_value"))
                    .withName("itimerspec");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IT_INTERVAL = Layouts.offset(LAYOUT, "it_interval");
    private static final long IT_VALUE = Layouts.offset(LAYOUT, "it_value");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Itimerspec() {}

    /** The pause between two firings; 0 fires once. */
    public static void it_interval(MemorySegment memory, long base, long nanos) {
        timespec(memory, base + IT_INTERVAL, nanos);
    }

    /** The pause until the first firing; 0 disarms the timer. */
    public static void it_value(MemorySegment memory, long base, long nanos) {
        timespec(memory, base + IT_VALUE, nanos);
    }

    private static void timespec(MemorySegment memory, long base, long nanos) {
        memory.set(JAVA_LONG, base, nanos / NANOS_PER_SECOND);
        memory.set(JAVA_LONG, base + Long.BYTES, nanos % NANOS_PER_SECOND);
    }
}
