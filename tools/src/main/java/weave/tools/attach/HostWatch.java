package weave.tools.attach;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Begins with what the last run left on the host, and then looks every few seconds whether it is
 * still there: the host's own addresses, and the rules of the packet filter.
 */
public final class HostWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.host");

    /** Well below the twelve seconds within which users expect flushed rules to be back. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Exposures exposures;
    private final Attacher attacher;
    private final List<Thread> threads;

    private HostWatch(Exposures exposures, Attacher attacher) {
        this.exposures = exposures;
        this.attacher = attacher;
        this.threads =
                List.of(
                        Thread.ofVirtual().name("weaved-host-watch").unstarted(this::watch),
                        Thread.ofVirtual().name("weaved-reclaim").unstarted(this::reclaim));
    }

    /** Begins. */
    public static HostWatch start(Exposures exposures, Attacher attacher) {
        HostWatch watch = new HostWatch(exposures, attacher);
        watch.threads.forEach(Thread::start);
        return watch;
    }

    private void watch() {
        try {
            guarded(exposures::restore);
            while (true) {
                Thread.sleep(INTERVAL);
                guarded(exposures::look);
                guarded(attacher::look);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** May wait for the mesh. */
    private void reclaim() {
        guarded(exposures::reclaim);
        guarded(attacher::reclaim);
    }

    /** A bug costs one look, not the watch. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (AttachException refused) {
            LOG.log(Level.WARNING, refused.getMessage());
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "looking after the host failed", bug);
        }
    }

    /** Ends both threads, and waits for what they are about. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
