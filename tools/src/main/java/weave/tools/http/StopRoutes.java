package weave.tools.http;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The route that ends the daemon. */
public final class StopRoutes {
    private static final int ACCEPTED = 202;

    private StopRoutes() {}

    /**
     * Everything of {@code base}, and the end. The answer is the process's id, for whoever waits;
     * and with {@code reset}, in a second line, the file that is there afterwards if not all could
     * be removed.
     *
     * @param leftFile that one
     * @param stop told whether everything on the host is to be removed, too; returns at once, and
     *     leaves time for the answer
     */
    public static Routes over(Routes base, Path leftFile, Consumer<Boolean> stop) {
        return new Routes(base)
                .add(
                        "POST",
                        "/stop",
                        request -> {
                            request.expect("reset");
                            boolean isReset = request.flag("reset");
                            stop.accept(isReset);
                            String pid = ProcessHandle.current().pid() + "\n";
                            String answer = isReset ? pid + leftFile + "\n" : pid;
                            return CompletableFuture.completedStage(
                                    Response.text(ACCEPTED, answer));
                        });
    }
}
