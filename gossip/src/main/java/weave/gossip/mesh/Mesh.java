package weave.gossip.mesh;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the rest of the program asks of the running mesh. Called on the control loop only. */
public interface Mesh {
    /**
     * Makes peers direct peers: connected to, and reconnected to, until forgotten. Peers are {@code
     * host[:port]}; names are looked up once, aside. Those that are fine are taken even if others
     * are not.
     *
     * @param replace whether to forget the direct peers of before
     * @return on the loop, one line for each peer that is not taken; already there if no name had
     *     to be looked up
     */
    CompletableFuture<List<String>> connect(Collection<String> peers, boolean replace);

    /**
     * Peers that are not to be connected to any more, as once given or as the addresses they were
     * found at; the default port may be left out. Ends no connection.
     *
     * @return those that were no direct peers
     */
    List<String> forget(Collection<String> peers);

    MeshStatus status();
}
