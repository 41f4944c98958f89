package weave.kernel.odp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import weave.core.engine.Doorbell;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;

/** The thread of a datapath: sleeps until something comes, or it is time for something. */
final class OdpThread {
    private static final Logger LOG = System.getLogger("weaved.odp");
    private static final long STOP_MILLIS = 5000;

    /** After the kernel has refused something, until the next try. */
    private static final int REST_MILLIS = 1000;

    private final OdpDatapath datapath;
    private final List<Integer> fds;
    private final Doorbell doorbell;
    private final Sightings sightings;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("weave-odp").unstarted(this::run);

    /** Why nothing goes on at the moment, or "". */
    private volatile String trouble = "";

    private volatile boolean isStopping;
    private volatile boolean isAwake;

    /**
     * @param fds it wakes when one of them is readable
     * @param doorbell it wakes when it is rung
     */
    OdpThread(OdpDatapath datapath, List<Integer> fds, Doorbell doorbell, Sightings sightings) {
        this.datapath = datapath;
        this.fds = List.copyOf(fds);
        this.doorbell = doorbell;
        this.sightings = sightings;
    }

    void start() {
        thread.start();
    }

    /** Has it look what is to be done, and when next. Any thread. */
    void wake() {
        isAwake = true;
        doorbell.ring(new CallState());
    }

    /** Why nothing goes on at the moment; "" if all does. Any thread. */
    String trouble() {
        return trouble;
    }

    /** Ends it, and returns when it has ended. */
    void stop() {
        isStopping = true;
        wake();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfds = arena.allocate(Pollfd.LAYOUT, fds.size() + 1L);
            while (!isStopping) {
                sleep(state, pollfds);
                try {
                    datapath.work();
                    trouble = "";
                } catch (LinuxException e) {
                    refused(e);
                    rest(state, pollfds);
                } catch (RuntimeException e) {
                    // A mistake of ours about one frame must not end the forwarding of all others.
                    LOG.log(Level.ERROR, "the datapath has left something undone", e);
                }
            }
        }
    }

    private void refused(LinuxException e) {
        if (!isStopping && !trouble.equals(e.getMessage())) {
            LOG.log(Level.ERROR, "the datapath stands still: " + e.getMessage());
        }
        trouble = e.getMessage();
    }

    /** What is readable now may be so at once again. */
    private void rest(CallState state, MemorySegment pollfds) {
        Pollfd.set(pollfds, 0, doorbell.fd(), Pollfd.POLLIN);
        doorbell.lieDown();
        Polling.poll(state, pollfds.address(), 1, isStopping ? 0 : REST_MILLIS);
        doorbell.getUp(state, Pollfd.revents(pollfds, 0) != 0);
    }

    private void sleep(CallState state, MemorySegment pollfds) {
        int count = fds.size() + 1;
        for (int i = 0; i < fds.size(); i++) {
            Pollfd.set(pollfds, i * Pollfd.SIZE, fds.get(i), Pollfd.POLLIN);
        }
        long bell = fds.size() * Pollfd.SIZE;
        Pollfd.set(pollfds, bell, doorbell.fd(), Pollfd.POLLIN);
        int timeoutMillis = datapath.idleMillis();
        doorbell.lieDown();
        // What was put there before we lay down did not ring.
        boolean isNeeded = isStopping || isAwake || !sightings.isEmpty();
        Polling.poll(state, pollfds.address(), count, isNeeded ? 0 : timeoutMillis);
        isAwake = false;
        doorbell.getUp(state, Pollfd.revents(pollfds, bell) != 0);
    }
}
