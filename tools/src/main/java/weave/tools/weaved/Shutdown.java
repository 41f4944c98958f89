package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/**
 * The end: on SIGTERM or SIGINT the node is closed in order, and the exit status is 0; so it is
 * when the node cannot go on, with 1. The bridge stays, with every container on it.
 */
final class Shutdown {
    private static final Logger LOG = System.getLogger("weaved");

    private Shutdown() {}

    /** Lets the node run. Returns only when it cannot go on, and is closed. */
    static void await(Node node) throws InterruptedException {
        Thread onSignal =
                Thread.ofPlatform().name("weaved-shutdown").unstarted(() -> signalled(node));
        Runtime.getRuntime().addShutdownHook(onSignal);
        String failure = node.awaitFailure();
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException signalledMeanwhile) {
            new CountDownLatch(1).await();
        }
        LOG.log(Level.ERROR, failure);
        node.close();
        LOG.log(Level.INFO, "*** exiting");
    }

    private static void signalled(Node node) {
        LOG.log(Level.INFO, "=== received SIGINT/SIGTERM ===");
        node.close();
        LOG.log(Level.INFO, "*** exiting");
        // Without this the JVM reports the signal as its exit status, as if we had not heard it.
        Runtime.getRuntime().halt(Weaved.OK);
    }
}
