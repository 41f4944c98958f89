package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import weave.tools.docker.DockerClient;
import weave.tools.docker.DockerContainer;
import weave.tools.http.Liveness;

/** Docker knows who runs; if it does not answer, nobody has ended. */
final class DockerLiveness implements Liveness {
    private static final Logger LOG = System.getLogger("weaved.host");

    private final DockerClient docker;
    private final Executor loop;
    private final Executor slowWork = Executors.newVirtualThreadPerTaskExecutor();

    DockerLiveness(DockerClient docker, Executor loop) {
        this.docker = docker;
        this.loop = loop;
    }

    @Override
    public CompletableFuture<Boolean> hasEnded(String containerId) {
        return CompletableFuture.supplyAsync(() -> ask(containerId), slowWork)
                .thenApplyAsync(ended -> ended, loop);
    }

    private boolean ask(String containerId) {
        try {
            return !docker.container(containerId).map(DockerContainer::isRunning).orElse(false);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", docker, e.getMessage());
            return false;
        }
    }
}
