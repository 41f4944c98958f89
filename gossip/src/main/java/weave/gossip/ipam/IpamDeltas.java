package weave.gossip.ipam;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
import weave.gossip.channel.Shortened;

/**
 * The ring among weaved peers: entries that changed instead of all, and digests instead of
 * everything (docs/protocol/ipam.md). What does not fit the ring here is not taken; the teller is
 * asked for everything, and that takes the ordinary way.
 */
final class IpamDeltas implements GossipChannel {
    static final String NAME = IpamChannel.NAME + Shortened.CHANNEL_SUFFIX;

    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Allocator allocator;
    private final Estate estate;
    private final IpamMessenger messenger;
    private final IpamChannel channel;
    private final LongSupplier clockNanos;
    private GossipSender sender;
    private long askedNanos;
    private boolean hasAsked;

    IpamDeltas(
            Allocator allocator,
            Estate estate,
            IpamMessenger messenger,
            IpamChannel channel,
            LongSupplier clockNanos) {
        this.allocator = allocator;
        this.estate = estate;
        this.messenger = messenger;
        this.channel = channel;
        this.clockNanos = clockNanos;
    }

    /** Through whom to answer; before anything is heard. */
    void sender(GossipSender value) {
        sender = value;
    }

    @Override
    public void onUnicast(PeerName source, byte[] data) throws GossipException {
        switch (RingMessage.decode(data)) {
            case RingMessage.Want want -> allocator.event(() -> answer(source, want));
            case RingMessage.News news -> allocator.event(() -> take(news));
            default -> throw new GossipException("IPAM: no delta for one peer from " + source);
        }
    }

    @Override
    public Optional<GossipData> onBroadcast(PeerName source, byte[] data) throws GossipException {
        return switch (RingMessage.decode(data)) {
            case RingMessage.Whole whole -> channel.onBroadcast(source, whole.state());
            case RingMessage.News news -> {
                allocator.event(() -> take(news));
                yield Optional.of(messenger.relay(news));
            }
            default -> throw new GossipException("IPAM: no delta for everybody from " + source);
        };
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) throws GossipException {
        switch (RingMessage.decode(data)) {
            case RingMessage.Whole whole -> channel.onGossip(whole.state());
            case RingMessage.News news -> allocator.event(() -> take(news));
            case RingMessage.Digest digest -> allocator.event(() -> compare(digest));
            default -> throw new GossipException("IPAM: no delta for neighbours");
        }
        return Optional.empty();
    }

    /** It is all on the other channel. */
    @Override
    public Optional<GossipData> gossip() {
        return Optional.empty();
    }

    private void compare(RingMessage.Digest digest) {
        Ring ring = estate.ring();
        if (ring.isEmpty() || RingDigest.origin(ring) != digest.origin()) {
            wantAll(digest.teller());
        } else if (RingDigest.hash(ring) == digest.hash()) {
            channel.agreed(digest.teller());
            estate.conflictsChanged();
        } else if (estate.conflicts().ringOf(digest.teller()).isPresent()) {
            wantAll(digest.teller());
        } else {
            say(digest.teller(), RingMessage.Want.differing(ring));
        }
    }

    private void answer(PeerName asker, RingMessage.Want want) {
        Ring ring = estate.ring();
        if (ring.isEmpty()) {
            return;
        }
        if (want.sums().isEmpty()) {
            messenger.sendRing(asker);
            return;
        }
        long[] sums = want.sums().stream().mapToLong(Long::longValue).toArray();
        Set<Long> tokens = RingDigest.differing(ring, sums);
        if (2 * tokens.size() > ring.entries().size()) {
            messenger.sendRing(asker);
        } else if (!tokens.isEmpty()) {
            estate.journal().then(() -> say(asker, messenger.news(tokens)));
        }
    }

    /** All of it or nothing: a dispute is for whole rings. */
    private void take(RingMessage.News news) {
        Ring ours = estate.ring();
        Optional<RingMerge.Result> result =
                news.onto(ours)
                        .map(theirs -> RingMerge.merge(ours, theirs, estate.space()::isAnyInUse))
                        .filter(merge ->
                                merge.refusal() == RingMerge.Refusal.NONE
                                        && merge.disputes().isEmpty());
        if (result.isPresent()) {
            estate.learnNicknames(news.nicknames());
            channel.taken(result.get());
        } else {
            wantAll(news.teller());
        }
    }

    /** Not too often: what is still missing then, the next digest tells. */
    private void wantAll(PeerName teller) {
        long now = clockNanos.getAsLong();
        if (!hasAsked || now - askedNanos >= ASK_AGAIN_NANOS) {
            hasAsked = true;
            askedNanos = now;
            say(teller, new RingMessage.Want(List.of()));
        }
    }

    private void say(PeerName to, RingMessage message) {
        if (!to.equals(estate.self())) {
            sender.unicast(to, message.encode());
        }
    }
}
