package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import weave.linux.Errno;
import weave.linux.FileDescriptor;

class PollingTest {
    private final CallState state = new CallState();

    @Test
    void shouldWakeWhenEventIsWritten() {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor event =
                        new FileDescriptor(
                                "eventfd", Polling.eventfd(state, 0, Polling.EFD_NONBLOCK))) {
            MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
            MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
            Pollfd.set(pollfd, 0, event.number(), Pollfd.POLLIN);
            assertEquals(0, Polling.poll(state, pollfd.address(), 1, 0));
            assertEquals(-Errno.EAGAIN, Files.read(state, event.number(), count.address(), 8));

            count.set(ValueLayout.JAVA_LONG, 0, 3);
            assertEquals(8, Files.write(state, event.number(), count.address(), 8));

            assertEquals(1, Polling.poll(state, pollfd.address(), 1, -1));
            assertEquals(Pollfd.POLLIN, Pollfd.revents(pollfd, 0));
            assertEquals(8, Files.read(state, event.number(), count.address(), 8));
            assertEquals(3, count.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    @Test
    void shouldFireWhenTimerIsSet() {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor timer =
                        new FileDescriptor(
                                "timerfd",
                                Polling.timerfd_create(
                                        state, Polling.CLOCK_MONOTONIC, Polling.TFD_CLOEXEC))) {
            MemorySegment setting = arena.allocate(Itimerspec.LAYOUT);
            MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
            Itimerspec.it_value(setting, 0, 1_000_000);

            assertEquals(
                    0, Polling.timerfd_settime(state, timer.number(), 0, setting.address(), 0));

            assertEquals(8, Files.read(state, timer.number(), count.address(), 8));
            assertEquals(1, count.get(ValueLayout.JAVA_LONG, 0));
        }
    }
}
