package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/**
 * The end on SIGTERM or SIGINT: the node is closed in order, and the exit status is 0. The bridge
 * stays, with every container on it.
 */
final class Shutdown {
    private static final Logger LOG = System.getLogger("weaved");

    private Shutdown() {}

    /** Lets the node run. Does not return. */
    static void awaitSignal(AutoCloseable node) throws InterruptedException {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("weaved-shutdown").unstarted(() -> close(node)));
        new CountDownLatch(1).await();
    }

    private static void close(AutoCloseable node) {
        LOG.log(Level.INFO, "=== received SIGINT/SIGTERM ===");
        try {
            node.close();
        } catch (Exception e) {
            LOG.log(Level.ERROR, "while stopping", e);
        }
        LOG.log(Level.INFO, "*** exiting");
        // Without this the JVM reports the signal as its exit status, as if we had not heard it.
        Runtime.getRuntime().halt(Weaved.OK);
    }
}
