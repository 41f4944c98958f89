package weave.tools.weave;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The daemon as seen from outside: where its program is, whether it still runs. */
final class Daemon {
    private static final Duration END_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

    private Daemon() {}

    /**
     * The folder with {@code bin} and {@code lib}, in which this class is.
     *
     * @throws IOException if it runs from anywhere else
     */
    static Path home() throws IOException {
        URI jar =
                URI.create(
                        Daemon.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        Path home = Path.of(jar).toAbsolutePath().getParent().getParent();
        if (!Files.isExecutable(home.resolve("bin/weaved"))) {
            throw new IOException("there is no bin/weaved in " + home);
        }
        return home;
    }

    /**
     * Waits until a daemon that was told to stop has ended.
     *
     * @param pid its process, as it said
     * @return the exit status
     */
    static int awaitEnd(Weave weave, String pid) throws IOException {
        if (!pid.strip().matches("[0-9]{1,18}")) {
            throw new IOException("the daemon did not say which process it is");
        }
        long number = Long.parseLong(pid.strip());
        long deadline = System.nanoTime() + END_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (ProcessHandle.of(number).filter(ProcessHandle::isAlive).isEmpty()) {
                return Weave.OK;
            }
            pause();
        }
        weave.complain(
                "weaved, process "
                        + number
                        + ", still runs after "
                        + END_WITHIN.toSeconds()
                        + " s");
        return Weave.FAILED;
    }

    /** Between two looks. */
    static void pause() {
        try {
            Thread.sleep(LOOK_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
