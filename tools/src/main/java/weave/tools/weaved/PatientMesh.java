package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.mesh.Mesh;
import weave.gossip.mesh.MeshStatus;

/**
 * A mesh that does not give up on the peers of the command line: when a host boots, its DNS is
 * often not there yet, and a daemon that stayed alone for that would have to be restarted by hand.
 * Names that cannot be looked up are tried again until they can, or until an operator says
 * otherwise. On the control loop only.
 */
final class PatientMesh implements Mesh {
    private static final Logger LOG = System.getLogger("weaved");
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Mesh mesh;
    private final ControlLoop loop;
    private final Set<String> waiting = new LinkedHashSet<>();

    PatientMesh(Mesh mesh, ControlLoop loop) {
        this.mesh = mesh;
        this.loop = loop;
    }

    /** Connects to the peers of the command line. */
    void begin(List<String> peers) {
        waiting.addAll(peers);
        peers.forEach(peer -> attempt(peer, Level.WARNING));
    }

    @Override
    public CompletableFuture<List<String>> connect(Collection<String> peers, boolean replace) {
        if (replace) {
            waiting.clear();
        }
        return mesh.connect(peers, replace);
    }

    @Override
    public List<String> forget(Collection<String> peers) {
        List<String> unknown = new ArrayList<>(mesh.forget(peers));
        unknown.removeAll(waiting);
        waiting.removeAll(peers);
        return unknown;
    }

    /** Everyone who is, or will be, connected to, as an operator wrote them. */
    List<String> known() {
        Set<String> known = new LinkedHashSet<>(mesh.status().targets());
        known.addAll(waiting);
        return List.copyOf(known);
    }

    /** Peers of the command line that could not be looked up yet. */
    int waitingCount() {
        return waiting.size();
    }

    @Override
    public MeshStatus status() {
        return mesh.status();
    }

    private void attempt(String peer, Level level) {
        if (waiting.contains(peer)) {
            mesh.connect(List.of(peer), false)
                    .thenAccept(refused -> attempted(peer, refused, level));
        }
    }

    private void attempted(String peer, List<String> refused, Level level) {
        if (refused.isEmpty()) {
            waiting.remove(peer);
            return;
        }
        LOG.log(level, refused.getFirst() + "; trying again every 10 s");
        loop.schedule(RETRY_NANOS, () -> attempt(peer, Level.DEBUG));
    }
}
