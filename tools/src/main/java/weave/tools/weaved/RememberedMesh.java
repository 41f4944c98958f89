package weave.tools.weaved;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import weave.gossip.mesh.Mesh;
import weave.gossip.mesh.MeshStatus;

/**
 * A mesh whose peers are written down whenever an operator changes them, before that is
 * acknowledged. On the control loop only; the disk has a thread of its own.
 */
final class RememberedMesh implements Mesh, AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved");

    private final PatientMesh mesh;
    private final StartPeers memory;
    private final ExecutorService disk =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("weaved-peers").factory());

    RememberedMesh(PatientMesh mesh, StartPeers memory) {
        this.mesh = mesh;
        this.memory = memory;
    }

    @Override
    public CompletableFuture<List<String>> connect(Collection<String> peers, boolean replace) {
        return mesh.connect(peers, replace)
                .thenCompose(refusals -> remember().thenApply(_ -> refusals));
    }

    @Override
    public List<String> forget(Collection<String> peers) {
        List<String> unknown = mesh.forget(peers);
        remember();
        return unknown;
    }

    @Override
    public MeshStatus status() {
        return mesh.status();
    }

    private CompletableFuture<Void> remember() {
        List<String> known = mesh.known();
        return CompletableFuture.runAsync(() -> write(known), disk);
    }

    private void write(List<String> known) {
        try {
            memory.keep(known);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot write down the peers: " + e.getMessage());
        }
    }

    /** Writes what is still to be written. */
    @Override
    public void close() {
        disk.close();
    }
}
