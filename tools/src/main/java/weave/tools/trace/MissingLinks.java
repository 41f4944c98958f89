package weave.tools.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshStatus;

/** Why no frame gets from one peer to another: which connections it would take. */
public final class MissingLinks {
    private final Map<PeerName, Map<PeerName, Boolean>> established = new HashMap<>();
    private final Trace labels;

    public MissingLinks(MeshStatus mesh, Trace labels) {
        this.labels = labels;
        for (MeshStatus.Peer peer : mesh.peers()) {
            Map<PeerName, Boolean> own = new HashMap<>();
            peer.connections().forEach(to -> own.put(to.name(), to.established()));
            established.put(peer.name(), own);
        }
    }

    /** A line for each link that is not what it should be, on a way that would be shortest. */
    public List<String> between(PeerName from, PeerName to) {
        List<PeerName> path = pathOverAnything(from, to);
        if (path.isEmpty()) {
            return List.of(
                    "no connection of any kind leads from "
                            + labels.label(from)
                            + " to "
                            + labels.label(to)
                            + ": weave connect them");
        }
        List<String> missing = new ArrayList<>();
        for (int hop = 1; hop < path.size(); hop++) {
            describe(path.get(hop - 1), path.get(hop), missing);
        }
        return missing;
    }

    private void describe(PeerName left, PeerName right, List<String> into) {
        Boolean there = established.getOrDefault(left, Map.of()).get(right);
        Boolean back = established.getOrDefault(right, Map.of()).get(left);
        if (Boolean.TRUE.equals(there) && Boolean.TRUE.equals(back)) {
            return;
        }
        into.add(
                labels.label(left)
                        + " - "
                        + labels.label(right)
                        + ": "
                        + (Objects.equals(there, back)
                                ? "both call it pending: does UDP pass between them?"
                                : says(left, there) + ", " + says(right, back)));
    }

    private String says(PeerName peer, Boolean state) {
        String view =
                state == null
                        ? " does not have it"
                        : state ? " calls it established" : " calls it pending";
        return labels.label(peer) + view;
    }

    /** Over connections that either end tells of, whatever their state; neighbours in order. */
    private List<PeerName> pathOverAnything(PeerName from, PeerName to) {
        Map<PeerName, NavigableSet<PeerName>> neighbours = new HashMap<>();
        established.forEach((peer, own) ->
                own.keySet()
                        .forEach(other -> {
                            neighbours.computeIfAbsent(peer, _ -> new TreeSet<>()).add(other);
                            neighbours.computeIfAbsent(other, _ -> new TreeSet<>()).add(peer);
                        }));
        Map<PeerName, PeerName> cameFrom = new HashMap<>(Map.of(from, from));
        Deque<PeerName> waiting = new ArrayDeque<>(List.of(from));
        while (!waiting.isEmpty() && !cameFrom.containsKey(to)) {
            PeerName here = waiting.remove();
            for (PeerName next : neighbours.getOrDefault(here, new TreeSet<>())) {
                if (cameFrom.putIfAbsent(next, here) == null) {
                    waiting.add(next);
                }
            }
        }
        List<PeerName> path = new ArrayList<>();
        for (PeerName at = cameFrom.get(to) == null ? null : to; at != null; ) {
            path.addFirst(at);
            at = at.equals(from) ? null : cameFrom.get(at);
        }
        return path;
    }
}
