package weave.gossip.ipam;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.gob.GobException;

/**
 * Hears what others say on the channel. What cannot be read ends the connection it came over; a
 * ring that contradicts ours does not: it is noted as a conflict.
 */
final class IpamChannel implements GossipChannel {
    static final String NAME = "IPallocation";

    private static final Logger LOG = System.getLogger(Allocator.LOGGER);

    private final Allocator allocator;
    private final Estate estate;
    private final IpamMessenger messenger;
    private final Election election;

    IpamChannel(Allocator allocator, Estate estate, IpamMessenger messenger, Election election) {
        this.allocator = allocator;
        this.estate = estate;
        this.messenger = messenger;
        this.election = election;
    }

    @Override
    public void onUnicast(PeerName source, byte[] data) throws GossipException {
        if (data.length == 0) {
            throw new GossipException("IPAM: empty message from " + source);
        }
        byte[] body = Arrays.copyOfRange(data, 1, data.length);
        switch (data[0]) {
            case IpamMessenger.SPACE_REQUEST -> {
                AddressRange wanted = range(body);
                allocator.event(() -> spaceRequested(source, wanted));
            }
            case IpamMessenger.RING_UPDATE -> heard(source, body);
            case IpamMessenger.SPACE_REQUEST_DENIED -> {
                AddressRange denied = range(body);
                allocator.event(() -> allocator.denied(source, denied));
            }
            default -> LOG.log(Level.DEBUG, () -> "unknown kind " + data[0] + " from " + source);
        }
    }

    @Override
    public Optional<GossipData> onBroadcast(PeerName source, byte[] data) throws GossipException {
        Ring before = estate.ring();
        heard(source, data);
        return Optional.of(messenger.relay(data, before));
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) throws GossipException {
        heard(PeerName.NONE, data);
        return Optional.empty();
    }

    @Override
    public Optional<GossipData> gossip() {
        return Optional.of(messenger.periodic());
    }

    /**
     * @param source who wants to know what we know; nobody if it did not say
     */
    private void heard(PeerName source, byte[] data) throws GossipException {
        IpamGossip gossip;
        try {
            gossip = IpamCodec.decodeGossip(data);
        } catch (GobException e) {
            throw new GossipException("IPAM: " + e.getMessage());
        }
        allocator.event(() -> heard(source, gossip));
    }

    private void heard(PeerName source, IpamGossip gossip) {
        estate.learnNicknames(gossip.nicknames());
        if (gossip.ring() != null) {
            merge(gossip.ring());
        } else if (!estate.ring().isEmpty()) {
            if (!source.equals(PeerName.NONE)) {
                messenger.sendRing(source);
            }
        } else if (gossip.election() != null) {
            election.heard(gossip.election());
        } else if (!source.equals(PeerName.NONE)) {
            election.cryHeard();
        }
    }

    private void merge(Ring theirs) {
        RingMerge.Result result =
                RingMerge.merge(estate.ring(), theirs, estate.space()::isAnyInUse);
        PeerName teller = theirs.self();
        boolean isAgreed =
                result.refusal() == RingMerge.Refusal.NONE && result.disputes().isEmpty();
        if (isAgreed) {
            agreed(teller);
        } else {
            note(teller, theirs, result);
        }
        taken(result);
    }

    /** Somebody's whole ring does not contradict ours. */
    void agreed(PeerName teller) {
        if (estate.conflicts().settled(teller)) {
            LOG.log(Level.INFO, "IPAM conflict with " + estate.display(teller) + " is over");
        }
    }

    /** Takes over what came of a merge. */
    void taken(RingMerge.Result result) {
        estate.ring(result.ring());
        estate.conflictsChanged();
        if (result.updated()) {
            estate.pruneNicknames();
            allocator.ringUpdated();
        }
    }

    private void note(PeerName teller, Ring theirs, RingMerge.Result result) {
        String reason = reason(theirs, result);
        Conflict conflict = new Conflict(teller, reason, result.disputes(), messenger.nowSeconds());
        if (estate.conflicts().noted(conflict, theirs)) {
            LOG.log(
                    Level.WARNING,
                    "IPAM conflict: "
                            + estate.display(teller)
                            + " "
                            + reason
                            + "; data keeps flowing, see weave ipam check");
        }
    }

    private String reason(Ring theirs, RingMerge.Result result) {
        return switch (result.refusal()) {
            case INCONSISTENT -> "sent a ring that contradicts itself";
            case OTHER_RANGE ->
                    "has --ipalloc-range " + theirs.universe() + ", we have " + estate.universe();
            case OTHER_SEEDS ->
                    "has a ring first divided among "
                            + theirs.seeds()
                            + ", ours was among "
                            + estate.ring().seeds();
            case NONE -> says(result.disputes());
        };
    }

    private String says(List<Dispute> disputes) {
        Dispute first = disputes.getFirst();
        String more = disputes.size() > 1 ? " and " + (disputes.size() - 1) + " more" : "";
        return "says that "
                + estate.display(first.claimant())
                + " owns "
                + first.range()
                + more
                + ", which is ours";
    }

    private void spaceRequested(PeerName asker, AddressRange wanted) {
        if (estate.ring().isEmpty()) {
            return;
        }
        Ring before = estate.ring();
        if (!estate.donate(wanted, asker).isEmpty()) {
            messenger.broadcastChanges(before);
        } else if (!estate.isFrozen()) {
            messenger.denySpace(asker, wanted);
        }
        messenger.sendRing(asker);
    }

    private static AddressRange range(byte[] gob) throws GossipException {
        try {
            return IpamCodec.decodeRange(gob);
        } catch (GobException e) {
            throw new GossipException("IPAM: " + e.getMessage());
        }
    }
}
