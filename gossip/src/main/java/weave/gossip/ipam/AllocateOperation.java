package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import weave.core.peer.PeerName;

/** Somebody wants an address in a subnet, whichever. */
final class AllocateOperation implements PendingOperation {
    /** Peers named in a reason; of more it tells how many. */
    private static final int NAMED_MAX = 3;

    private final Estate estate;
    private final IpamMessenger messenger;
    private final Election election;
    private final RandomGenerator random;
    private final String ident;
    private final Cidr subnet;
    private final boolean isContainer;
    private final CompletableFuture<Cidr> answer = new CompletableFuture<>();
    private String waitingFor = "its turn";

    AllocateOperation(
            Estate estate,
            IpamMessenger messenger,
            Election election,
            RandomGenerator random,
            String ident,
            Cidr subnet,
            boolean isContainer) {
        this.estate = estate;
        this.messenger = messenger;
        this.election = election;
        this.random = random;
        this.ident = ident;
        this.subnet = subnet;
        this.isContainer = isContainer;
    }

    CompletableFuture<Cidr> answer() {
        return answer;
    }

    Cidr subnet() {
        return subnet;
    }

    @Override
    public String ident() {
        return ident;
    }

    @Override
    public String waitingFor() {
        Optional<String> trouble = estate.journal().trouble();
        return trouble.isPresent() ? "the disk: " + trouble.get() : waitingFor;
    }

    @Override
    public boolean attempt() {
        List<Cidr> present = estate.claims().of(ident, subnet.range());
        if (!present.isEmpty()) {
            succeed(present.getFirst());
            return true;
        }
        if (!subnet.range().overlaps(estate.universe())) {
            String reason = "range " + subnet + " out of bounds: " + estate.config().universe();
            estate.journal().then(() -> answer.completeExceptionally(new IpamException(reason)));
            return true;
        }
        election.begin();
        // The ring may have come at once, and with it another attempt of this very operation.
        OptionalLong address = estate.allocate(ident, subnet, isContainer);
        if (address.isPresent()) {
            succeed(new Cidr(address.getAsLong(), subnet.prefixLength()));
            return true;
        }
        askForSpace();
        return false;
    }

    @Override
    public void cancel() {
        answer.cancel(false);
    }

    private void succeed(Cidr cidr) {
        waitingFor = "the disk";
        estate.journal().then(() -> answer.complete(cidr));
    }

    private void askForSpace() {
        Map<PeerName, Long> donors = estate.ring().donors(subnet.range());
        List<PeerName> reachable =
                byChance(donors).stream().filter(estate.mesh()::isReachable).toList();
        if (!reachable.isEmpty() && !estate.isFrozen()) {
            messenger.requestSpace(reachable.getFirst(), subnet.range());
        }
        waitingFor = reason(donors, reachable);
    }

    /** Those with more are asked more often. */
    private List<PeerName> byChance(Map<PeerName, Long> donors) {
        Map<PeerName, Double> weights = new LinkedHashMap<>();
        donors.forEach((peer, free) -> weights.put(peer, free * random.nextDouble()));
        return weights.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String reason(Map<PeerName, Long> donors, List<PeerName> reachable) {
        if (estate.ring().isEmpty()) {
            return noRing();
        }
        if (estate.isFrozen()) {
            return "the end of a repair";
        }
        if (!reachable.isEmpty()) {
            return "space from " + estate.display(reachable.getFirst());
        }
        List<AddressRange> held =
                estate.conflicts().disputedRanges().stream()
                        .filter(range -> range.overlaps(subnet.range()))
                        .toList();
        if (!held.isEmpty()) {
            return "a decision about "
                    + held.getFirst()
                    + ", which another peer claims: see weave"
                    + " ipam check";
        }
        if (donors.isEmpty()) {
            return "an address of " + subnet + " to become free: all are in use";
        }
        return "space of unreachable peers: " + named(donors.keySet());
    }

    private String noRing() {
        if (!estate.paxos().isElector()) {
            return "a peer that has address space: none has answered yet";
        }
        return "consensus: " + election.progress();
    }

    private String named(Iterable<PeerName> peers) {
        List<String> names = new ArrayList<>();
        peers.forEach(peer -> names.add(estate.display(peer)));
        StringJoiner text = new StringJoiner(", ");
        names.stream().limit(NAMED_MAX).forEach(text::add);
        return names.size() > NAMED_MAX
                ? text + " and " + (names.size() - NAMED_MAX) + " more"
                : text.toString();
    }
}
