package weave.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;
import org.agrona.concurrent.IdleStrategy;
import weave.linux.call.CallState;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;

/**
 * Looks again a few times, then sleeps in {@code poll(2)} until a descriptor is readable, the
 * doorbell rings or the time is up. An idle daemon so uses no CPU, and a busy one makes no system
 * call for it.
 */
public final class PollIdleStrategy implements IdleStrategy, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment pollfds;
    private final int count;
    private final CallState state = new CallState();
    private final Doorbell doorbell;
    private final int spins;
    private final IntSupplier timeoutMillis;
    private int idled;

    /**
     * @param spins how many times to look again before sleeping
     * @param timeoutMillis asked each time how long to sleep at most
     * @param fds what to wake up for beside the doorbell
     */
    public PollIdleStrategy(Doorbell doorbell, int spins, IntSupplier timeoutMillis, int... fds) {
        this.doorbell = doorbell;
        this.spins = spins;
        this.timeoutMillis = timeoutMillis;
        count = fds.length + 1;
        pollfds = arena.allocate(Pollfd.SIZE * count, Long.BYTES);
        Pollfd.set(pollfds, 0, doorbell.fd(), Pollfd.POLLIN);
        for (int i = 0; i < fds.length; i++) {
            Pollfd.set(pollfds, (i + 1) * Pollfd.SIZE, fds[i], Pollfd.POLLIN);
        }
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        idled++;
        if (idled <= spins) {
            Thread.onSpinWait();
        } else if (idled == spins + 1) {
            doorbell.lieDown();
        } else {
            Polling.poll(state, pollfds.address(), count, timeoutMillis.getAsInt());
            doorbell.getUp(state, Pollfd.revents(pollfds, 0) != 0);
            idled = 0;
        }
    }

    @Override
    public void reset() {
        if (idled > spins) {
            doorbell.getUp(state, false);
        }
        idled = 0;
    }

    @Override
    public String alias() {
        return "poll";
    }

    @Override
    public void close() {
        arena.close();
    }
}
