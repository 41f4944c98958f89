package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import weave.core.peer.PeerName;

/** Tells what address management is up to. */
final class StatusBuilder {
    private final Estate estate;

    StatusBuilder(Estate estate) {
        this.estate = estate;
    }

    IpamStatus build(
            boolean electing, List<IpamStatus.Waiting> claims, List<IpamStatus.Waiting> allocs) {
        Paxos paxos = estate.paxos();
        return new IpamStatus(
                electing
                        ? new IpamStatus.Election(
                                paxos.isElector(), paxos.known().size(), paxos.quorum())
                        : null,
                estate.config().universe(),
                estate.space().usedCount(),
                estate.config().defaultSubnet(),
                entries(),
                claims,
                allocs,
                estate.conflicts().all().stream().map(this::text).toList(),
                estate.journal().trouble().orElse(null));
    }

    private List<IpamStatus.Entry> entries() {
        List<IpamStatus.Entry> entries = new ArrayList<>();
        Ring ring = estate.ring();
        for (int i = 0; i < ring.entries().size(); i++) {
            RingEntry entry = ring.entries().get(i);
            PeerName peer = entry.peer();
            entries.add(
                    new IpamStatus.Entry(
                            Ipv4.format(entry.token()),
                            ring.sizeAt(i),
                            peer,
                            estate.nicknames().getOrDefault(peer, ""),
                            peer.equals(estate.self()) || estate.mesh().isReachable(peer),
                            entry.version()));
        }
        return entries;
    }

    private IpamStatus.ConflictText text(Conflict conflict) {
        Set<String> ranges = new TreeSet<>();
        conflict.disputes().forEach(dispute -> ranges.add(dispute.range().toString()));
        return new IpamStatus.ConflictText(
                estate.display(conflict.teller()), conflict.reason(), List.copyOf(ranges));
    }
}
