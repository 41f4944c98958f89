package weave.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code poll} waits for on one descriptor: {@code struct pollfd} of {@code <poll.h>}.
 *
 * <pre>
 *   0    4        6         8
 *   +----+--------+---------+
 *   | fd | events | revents |
 *   +----+--------+---------+
 * </pre>
 */
public final class Pollfd {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("fd"),
                            JAVA_SHORT.withName("events"),
                            JAVA_SHORT.withName("revents"))
                    .withName("pollfd");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long FD = Layouts.offset(LAYOUT, "fd");
    private static final long EVENTS = Layouts.offset(LAYOUT, "events");
    private static final long REVENTS = Layouts.offset(LAYOUT, "revents");

    public static final int POLLIN = 0x001;
    public static final int POLLOUT = 0x004;
    public static final int POLLERR = 0x008;
    public static final int POLLHUP = 0x010;
    public static final int POLLNVAL = 0x020;

    private Pollfd() {}

    public static int fd(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + FD);
    }

    public static void fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + FD, value);
    }

    /** What to wait for. */
    public static int events(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + EVENTS));
    }

    public static void events(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + EVENTS, (short) value);
    }

    /** What came. */
    public static int revents(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + REVENTS));
    }

    public static void revents(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + REVENTS, (short) value);
    }

    /** Fills in the whole structure, nothing having come. */
    public static void set(MemorySegment memory, long base, int fd, int events) {
        fd(memory, base, fd);
        events(memory, base, events);
        revents(memory, base, 0);
    }
}
