package weave.tools.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import weave.core.overlay.OverlayStatus;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshStatus;
import weave.gossip.topology.Routes;

/** The way of frames between two peers, told to people. */
public final class Trace {
    private static final double MICROS_PER_MILLI = 1000;

    private final MeshStatus mesh;
    private final Map<PeerName, String> nickNames = new HashMap<>();

    public Trace(MeshStatus mesh) {
        this.mesh = mesh;
        mesh.peers().forEach(peer -> nickNames.put(peer.name(), peer.nickName()));
    }

    /** The way, as {@code 02:…(two) > 02:…(three)}, without where it begins. */
    public String way(List<PeerName> path) {
        return String.join(" > ", path.stream().skip(1).map(this::label).toList());
    }

    /** A peer's name with its nickname. */
    public String label(PeerName peer) {
        String nickName = nickNames.getOrDefault(peer, "").replaceAll("\\p{Cntrl}", "?");
        return nickName.isEmpty() ? peer.toString() : peer + "(" + nickName + ")";
    }

    /** Our connection to a neighbour that carries frames, or is to; {@code null} if none. */
    public MeshStatus.Connection connectionTo(PeerName neighbour) {
        for (MeshStatus.Connection connection : mesh.connections()) {
            if (connection.remote().equals(neighbour) && connection.overlay() != null) {
                return connection;
            }
        }
        return null;
    }

    /**
     * A line for each hop of the way and one for why it is this one.
     *
     * @param path as {@link Routes#path} gives it, not empty
     */
    public String render(List<PeerName> path) {
        PeerName from = path.getFirst();
        if (path.size() == 1) {
            return label(from) + ": both are here, frames do not leave the host's bridge\n";
        }
        StringBuilder text = new StringBuilder();
        for (int hop = 1; hop < path.size(); hop++) {
            PeerName here = path.get(hop - 1);
            PeerName next = path.get(hop);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%2d  %s -> %s  %s%n",
                            hop,
                            label(here),
                            label(next),
                            link(here, next)));
        }
        return text.append("    ").append(reason(path)).append('\n').toString();
    }

    private static String reason(List<PeerName> path) {
        int hops = path.size() - 1;
        return hops == 1
                ? "direct: the two have a connection that both call established"
                : "relayed: the two have no connection that both call established; this is a"
                        + " shortest way over such, "
                        + hops
                        + " hops; each hop decides by its own routes";
    }

    /** What is known of a hop: of our own connections more than gossip tells. */
    private String link(PeerName here, PeerName next) {
        PeerName self = mesh.name();
        PeerName neighbour = here.equals(self) ? next : here;
        boolean isOurs = here.equals(self) || next.equals(self);
        MeshStatus.Connection connection = isOurs ? connectionTo(neighbour) : null;
        return connection == null
                ? "established (the overlay is known to the two only)"
                : describe(connection);
    }

    /** {@code sleeve, encrypted, mtu 1410, established, rtt 0.312 ms}. */
    static String describe(MeshStatus.Connection connection) {
        OverlayStatus overlay = connection.overlay();
        StringBuilder text = new StringBuilder(overlay.overlay());
        text.append(overlay.encrypted() ? ", encrypted" : "");
        text.append(overlay.mtu() > 0 ? ", mtu " + overlay.mtu() : "");
        text.append(", ").append(connection.state().text());
        if (connection.roundTripMicros() > 0) {
            double millis = connection.roundTripMicros() / MICROS_PER_MILLI;
            text.append(String.format(Locale.ROOT, ", rtt %.3f ms", millis));
        }
        return text.toString();
    }
}
