package weave.gossip.topology;

/** Works out the routes from what is known of the mesh at one moment. */
public final class RouteCalculator {
    private RouteCalculator() {}

    /** The routes as of now; later changes of {@code peers} do not show in them. */
    public static Routes calculate(Peers peers) {
        return new Routes(peers.links(), peers.self().name());
    }

    /** The same, or {@code before} if nothing that matters has changed since. */
    public static Routes calculate(Peers peers, Routes before) {
        return before.in(peers.links());
    }
}
