package weave.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Polling;

/**
 * Wakes one agent that sleeps in {@code poll(2)}, through an eventfd. Ringing costs a memory read
 * while the agent is awake.
 *
 * <p>The order that lets no wake-up get lost: the sleeper says so first, looks at its rings once
 * more, then sleeps; a ringer fills the ring first, then looks whether anybody sleeps.
 */
public final class Doorbell implements AutoCloseable {
    private static final VarHandle SLEEPING;

    static {
        try {
            SLEEPING =
                    MethodHandles.lookup().findVarHandle(Doorbell.class, "sleeping", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int COUNT_LENGTH = Long.BYTES;

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final long ring;
    private final long drain;

    @SuppressWarnings("unused") // through SLEEPING
    private boolean sleeping;

    public Doorbell() {
        int flags = Polling.EFD_NONBLOCK | Polling.EFD_CLOEXEC;
        fd = LinuxException.check("eventfd", Polling.eventfd(new CallState(), 0, flags));
        MemorySegment counts = arena.allocate(2L * COUNT_LENGTH, COUNT_LENGTH);
        counts.set(ValueLayout.JAVA_LONG, 0, 1);
        ring = counts.address();
        drain = counts.address() + COUNT_LENGTH;
    }

    /** What the sleeper polls for readability. */
    public int fd() {
        return fd;
    }

    /** The sleeper is about to sleep; it looks for work once more after this. */
    public void lieDown() {
        SLEEPING.setVolatile(this, true);
        VarHandle.fullFence();
    }

    /** The sleeper is up; {@code rung} says whether poll found {@link #fd} readable. */
    public void getUp(CallState state, boolean rung) {
        SLEEPING.setVolatile(this, false);
        if (rung) {
            Files.read(state, fd, drain, COUNT_LENGTH);
        }
    }

    /** Any thread, after it has put something where the sleeper will look. */
    public void ring(CallState state) {
        VarHandle.fullFence();
        if ((boolean) SLEEPING.getVolatile(this)
                && (boolean) SLEEPING.compareAndSet(this, true, false)) {
            // Fails only when the count is full, and then the sleeper is woken already.
            Files.write(state, fd, ring, COUNT_LENGTH);
        }
    }

    @Override
    public void close() {
        Files.close(new CallState(), fd);
        arena.close();
    }
}
