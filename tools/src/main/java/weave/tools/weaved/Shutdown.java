package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/**
 * The end: on SIGTERM or SIGINT, or when told over HTTP, the node is closed in order, and the exit
 * status is 0; so it is when the node cannot go on, with 1. The bridge stays, with every container
 * on it, unless it was told to remove everything.
 */
final class Shutdown {
    private static final Logger LOG = System.getLogger("weaved");

    private Shutdown() {}

    /**
     * Lets the node run. Returns when it has ended by itself or was told to, and is closed.
     *
     * @return the exit status
     */
    static int await(Node node, NodeConfig config) throws InterruptedException {
        Thread onSignal =
                Thread.ofPlatform().name("weaved-shutdown").unstarted(() -> signalled(node));
        Runtime.getRuntime().addShutdownHook(onSignal);
        Ending ending = node.awaitEnding();
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException signalledMeanwhile) {
            new CountDownLatch(1).await();
        }
        if (ending.isFailure()) {
            LOG.log(Level.ERROR, ending.failure());
        }
        node.close();
        if (ending.reset()) {
            // Whatever is left, nobody shall start it again: the status is that of a stop.
            HostReset.runAndNote(config);
        }
        LOG.log(Level.INFO, "*** exiting");
        return ending.isFailure() ? Weaved.FAILED : Weaved.OK;
    }

    private static void signalled(Node node) {
        LOG.log(Level.INFO, "=== received SIGINT/SIGTERM ===");
        node.close();
        LOG.log(Level.INFO, "*** exiting");
        // Without this the JVM reports the signal as its exit status, as if we had not heard it.
        Runtime.getRuntime().halt(Weaved.OK);
    }
}
