package weave.tools.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The route that ends the daemon. */
public final class StopRoutes {
    private static final int ACCEPTED = 202;

    private StopRoutes() {}

    /**
     * Everything of {@code base}, and the end. The answer is the process's id, for whoever waits.
     *
     * @param stop told whether everything on the host is to be removed, too; returns at once, and
     *     leaves time for the answer
     */
    public static Routes over(Routes base, Consumer<Boolean> stop) {
        return new Routes(base)
                .add(
                        "POST",
                        "/stop",
                        request -> {
                            request.expect("reset");
                            stop.accept(request.flag("reset"));
                            String pid = ProcessHandle.current().pid() + "\n";
                            return CompletableFuture.completedStage(Response.text(ACCEPTED, pid));
                        });
    }
}
