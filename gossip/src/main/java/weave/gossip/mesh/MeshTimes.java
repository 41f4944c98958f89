package weave.gossip.mesh;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

/** Every interval of the mesh protocol, in nanoseconds, at one time scale. */
record MeshTimes(double scale) {
    /** For sending and receiving the header. */
    long headerDeadline() {
        return scaled(SECONDS.toNanos(10));
    }

    long heartbeatInterval() {
        return scaled(SECONDS.toNanos(30));
    }

    /** For a message to arrive: two heartbeats. */
    long readTimeout() {
        return 2 * heartbeatInterval();
    }

    long gossipInterval() {
        return scaled(SECONDS.toNanos(30));
    }

    /** In which changes of our own record are gathered into one update. */
    long topologyDelay() {
        return scaled(SECONDS.toNanos(1));
    }

    /** For a whole record that was asked for to arrive. */
    long askAgain() {
        return scaled(SECONDS.toNanos(1));
    }

    long collectionDelay() {
        return scaled(SECONDS.toNanos(1));
    }

    long routesDelay() {
        return scaled(MILLISECONDS.toNanos(100));
    }

    /** In which news of other peers is gathered before targets are looked at again. */
    long targetsDelay() {
        return scaled(MILLISECONDS.toNanos(50));
    }

    long retryFirst() {
        return scaled(SECONDS.toNanos(2));
    }

    long retryMax() {
        return scaled(MINUTES.toNanos(6));
    }

    /** A connection that lasted this long is dialled again at once. */
    long retryReset() {
        return scaled(MINUTES.toNanos(1));
    }

    /** In which one more connection is accepted in the long run. */
    long acceptInterval() {
        return scaled(MILLISECONDS.toNanos(50));
    }

    private long scaled(long nanos) {
        return Math.max(1, (long) (nanos * scale));
    }
}
