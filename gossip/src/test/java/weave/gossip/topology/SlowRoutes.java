package weave.gossip.topology;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import weave.core.peer.PeerName;

/** The rules of routing said once more, with sets and maps and no thought of speed. */
final class SlowRoutes {
    private final SortedMap<PeerName, PeerRecord> records = new TreeMap<>();
    private final PeerName self;
    private final boolean onlyEstablished;

    SlowRoutes(List<PeerRecord> all, PeerName self, boolean onlyEstablished) {
        all.forEach(record -> records.put(record.name(), record));
        this.self = self;
        this.onlyEstablished = onlyEstablished;
    }

    /** First hops by destination; ourselves with nobody. */
    SortedMap<PeerName, PeerName> unicast() {
        return explore(self, PeerName.NONE);
    }

    List<PeerName> broadcast(PeerName source) {
        if (!records.containsKey(source)) {
            return List.of();
        }
        SortedMap<PeerName, PeerName> reached = explore(source, self);
        if (!reached.containsKey(self)) {
            return List.of();
        }
        SortedSet<PeerName> targets = neighbours(self);
        targets.removeAll(reached.keySet());
        return List.copyOf(targets);
    }

    private SortedMap<PeerName, PeerName> explore(PeerName start, PeerName stop) {
        SortedMap<PeerName, PeerName> hops = new TreeMap<>(Map.of(start, PeerName.NONE));
        SortedSet<PeerName> level = new TreeSet<>(Set.of(start));
        while (!level.isEmpty()) {
            SortedSet<PeerName> next = new TreeSet<>();
            for (PeerName current : level) {
                if (current.equals(stop)) {
                    return hops;
                }
                for (PeerName neighbour : neighbours(current)) {
                    if (!hops.containsKey(neighbour)) {
                        hops.put(neighbour, current.equals(start) ? neighbour : hops.get(current));
                        next.add(neighbour);
                    }
                }
            }
            level = next;
        }
        return hops;
    }

    private SortedSet<PeerName> neighbours(PeerName peer) {
        return listed(peer, onlyEstablished).stream()
                .filter(records::containsKey)
                .filter(other -> !onlyEstablished || listed(other, true).contains(peer))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<PeerName> listed(PeerName peer, boolean established) {
        Set<PeerName> listed = new HashSet<>();
        for (ConnectionRecord connection : records.get(peer).connections()) {
            if (connection.established() || !established) {
                listed.add(connection.remote());
            }
        }
        return listed;
    }
}
