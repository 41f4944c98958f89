package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import weave.core.peer.PeerName;

/** What becomes of a peer's addresses when it goes: of ours, and of those of the dead. */
final class Departure {
    private final Estate estate;
    private final IpamMessenger messenger;

    Departure(Estate estate, IpamMessenger messenger) {
        this.estate = estate;
        this.messenger = messenger;
    }

    /** All that a peer has is ours; returns whether it had anything. */
    boolean takeOver(String peer) {
        Optional<PeerName> name = find(peer);
        if (name.isEmpty() || name.get().equals(estate.self())) {
            return false;
        }
        Ring before = estate.ring();
        estate.ring(before.transfer(name.get(), estate.self()));
        return !estate.ring().equals(before);
    }

    PeerStanding standing(String peer) {
        Optional<PeerName> name = find(peer);
        if (name.isEmpty()) {
            return PeerStanding.UNKNOWN;
        }
        if (name.get().equals(estate.self())) {
            return PeerStanding.SELF;
        }
        if (estate.mesh().isReachable(name.get())) {
            return PeerStanding.PRESENT;
        }
        return isKnown(name.get()) ? PeerStanding.ABSENT : PeerStanding.UNKNOWN;
    }

    /** By its nickname, or by addresses that it owns. */
    private boolean isKnown(PeerName peer) {
        return estate.nicknames().containsKey(peer)
                || estate.ring().entries().stream().anyMatch(entry -> entry.peer().equals(peer));
    }

    /** All that we have is another peer's; if there is none, nobody is told. */
    void handOver() {
        Optional<PeerName> heir = heir();
        heir.ifPresent(peer -> {
            Ring before = estate.ring();
            estate.leave(peer);
            messenger.broadcastChanges(before);
        });
        estate.space().clear();
    }

    /** By nickname, else by name. */
    private Optional<PeerName> find(String peer) {
        for (var nickname : estate.nicknames().entrySet()) {
            if (nickname.getValue().equals(peer)) {
                return Optional.of(nickname.getKey());
            }
        }
        try {
            return Optional.of(PeerName.parse(peer));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** Owners before others, those in the mesh before those who are not. */
    private Optional<PeerName> heir() {
        List<PeerName> owners = new ArrayList<>();
        estate.ring().entries().forEach(entry -> owners.add(entry.peer()));
        List<PeerName> others = new ArrayList<>(estate.nicknames().keySet());
        Predicate<PeerName> reachable = estate.mesh()::isReachable;
        return first(owners, reachable)
                .or(() -> first(others, reachable))
                .or(() -> first(owners, peer -> true))
                .or(() -> first(others, peer -> true));
    }

    private Optional<PeerName> first(List<PeerName> peers, Predicate<PeerName> wanted) {
        return peers.stream()
                .filter(peer -> !peer.equals(estate.self()) && wanted.test(peer))
                .findFirst();
    }
}
