package weave.tools.http;

import java.util.concurrent.CompletableFuture;

/** Who knows whether a container still runs; for requests with {@code check-alive=true}. */
public interface Liveness {
    /**
     * Whether a container certainly does not run.
     *
     * @return on the control loop
     */
    CompletableFuture<Boolean> hasEnded(String containerId);

    /** Nobody knows. */
    static Liveness unknown() {
        return _ -> CompletableFuture.completedFuture(false);
    }
}
