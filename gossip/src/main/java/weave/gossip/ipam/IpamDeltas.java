package weave.gossip.ipam;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
import weave.gossip.channel.Shortened;

/**
 * The ring among weaved peers: entries that changed instead of all, and digests instead of
 * everything (docs/protocol/ipam.md). What does not fit the ring here is not taken: the teller is
 * asked for what is missing, or for everything, and that takes the ordinary way.
 */
final class IpamDeltas implements GossipChannel {
    static final String NAME = IpamChannel.NAME + Shortened.CHANNEL_SUFFIX;

    /** Whole rings asked for in a second: the answers are long. */
    private static final int WHOLE_PER_SECOND = 1;

    /** A round of everybody's digests has more of them than this only at hubs. */
    private static final int QUESTIONS_AT_ONCE = 16;

    private static final int QUESTIONS_PER_SECOND = 1;

    /** Entries told to those who ask: a dozen rings of 300 peers. */
    private static final int ANSWERED_AT_ONCE = 4096;

    private static final int ANSWERED_PER_SECOND = 256;

    private final Allocator allocator;
    private final Estate estate;
    private final IpamMessenger messenger;
    private final IpamChannel channel;
    private final Allowance whole;
    private final Allowance questions;
    private final Allowance answered;
    private GossipSender sender;

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
        this.whole = new Allowance(clockNanos, WHOLE_PER_SECOND, WHOLE_PER_SECOND);
        this.questions = new Allowance(clockNanos, QUESTIONS_AT_ONCE, QUESTIONS_PER_SECOND);
        this.answered = new Allowance(clockNanos, ANSWERED_AT_ONCE, ANSWERED_PER_SECOND);
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
        boolean isSame =
                !ring.isEmpty()
                        && RingDigest.origin(ring) == digest.origin()
                        && RingDigest.hash(ring) == digest.hash();
        if (isSame) {
            channel.agreed(digest.teller());
            estate.conflictsChanged();
        } else {
            ask(digest.teller(), digest.origin());
        }
    }

    /** All of it or nothing: a dispute is for whole rings. */
    private void take(RingMessage.News news) {
        Ring ours = estate.ring();
        Optional<Ring> theirs = news.onto(ours);
        if (theirs.isEmpty()) {
            ask(news.teller(), news.origin());
            return;
        }
        RingMerge.Result result = RingMerge.merge(ours, theirs.get(), estate.space()::isAnyInUse);
        if (result.refusal() == RingMerge.Refusal.NONE && result.disputes().isEmpty()) {
            estate.learnNicknames(news.nicknames());
            channel.taken(result);
        } else {
            askForAll(news.teller());
        }
    }

    /** Something is missing here: what differs, or everything if there is no comparing. */
    private void ask(PeerName teller, long origin) {
        Ring ring = estate.ring();
        boolean isComparable =
                !ring.isEmpty()
                        && RingDigest.origin(ring) == origin
                        && estate.conflicts().ringOf(teller).isEmpty();
        if (!isComparable) {
            askForAll(teller);
        } else if (questions.take(1)) {
            say(teller, RingMessage.Want.differing(ring));
        }
    }

    /** Not too often: what is still missing then, the next digest tells. */
    private void askForAll(PeerName teller) {
        if (whole.take(1)) {
            say(teller, new RingMessage.Want(List.of()));
        }
    }

    private void answer(PeerName asker, RingMessage.Want want) {
        Ring ring = estate.ring();
        Set<Long> tokens = want.isForAll() ? RingDigest.tokens(ring) : want.differingIn(ring);
        if (tokens.isEmpty() || !answered.take(tokens.size())) {
            return;
        }
        if (want.isForAll() || !RingMessage.News.isWorthIt(tokens, ring)) {
            messenger.sendRing(asker);
        } else {
            estate.journal().then(() -> say(asker, messenger.news(tokens)));
        }
    }

    private void say(PeerName to, RingMessage message) {
        if (!to.equals(estate.self())) {
            sender.unicast(to, message.encode());
        }
    }
}
