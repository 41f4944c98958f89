package weave.gossip.mesh;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.core.peer.PeerName;

/** Our connections: introduced, added, and at most one to each peer. */
final class Neighbours {
    private final Map<PeerName, MeshConnection> connections = new LinkedHashMap<>();
    private final int limit;

    /**
     * @param limit 0 for none
     */
    Neighbours(int limit) {
        this.limit = limit;
    }

    Optional<MeshConnection> find(PeerName name) {
        return Optional.ofNullable(connections.get(name));
    }

    /** In the order in which they were added; a copy. */
    List<MeshConnection> all() {
        return List.copyOf(connections.values());
    }

    /** Why there can be no further connection; empty if there can. */
    Optional<String> refusal() {
        return limit != 0 && connections.size() >= limit
                ? Optional.of("Connection limit reached (" + limit + ")")
                : Optional.empty();
    }

    void put(MeshConnection connection) {
        connections.put(connection.remoteName(), connection);
    }

    /** Returns whether it was there. */
    boolean remove(MeshConnection connection) {
        return connections.remove(connection.remoteName(), connection);
    }
}
