package weave.tools.attach;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import weave.linux.LinuxException;
import weave.tools.docker.DockerClient;

/**
 * Begins with what the last run left on the host, and then looks every few seconds whether it is
 * still there: the host's own addresses, and the rules of the packet filter.
 */
public final class HostWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.host");

    /**
     * Well below the twelve seconds within which users expect flushed rules to be back. Where there
     * is no Docker, or none any more, it is looked for as often.
     */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Exposures exposures;
    private final Attacher attacher;
    private final Optional<DockerWatch> docker;
    private final List<Thread> threads;

    private HostWatch(Exposures exposures, Attacher attacher, Optional<DockerWatch> docker) {
        this.exposures = exposures;
        this.attacher = attacher;
        this.docker = docker;
        this.threads =
                List.of(
                        Thread.ofVirtual().name("weaved-host-watch").unstarted(this::watch),
                        Thread.ofVirtual().name("weaved-containers").unstarted(this::attend));
    }

    /**
     * Begins.
     *
     * @param docker {@code null} if there is none to ask
     */
    public static HostWatch start(
            Exposures exposures, Attacher attacher, Attendance attendance, DockerClient docker) {
        Optional<DockerWatch> events =
                Optional.ofNullable(docker).map(client -> new DockerWatch(client, attendance));
        HostWatch watch = new HostWatch(exposures, attacher, events);
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

    /** Takes note of who is there; this may wait for the mesh. Then hears of who is no more. */
    private void attend() {
        guarded(attacher::restore);
        guarded(exposures::reclaim);
        guarded(attacher::reclaim);
        try {
            while (docker.isPresent()) {
                guarded(docker.get()::follow);
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bug costs one look, not the watch. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (AttachException | LinuxException refused) {
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
