package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipSender;
import weave.gossip.channel.Shortened;

/**
 * What we say on the channel. Messages leave with the journal, so that they tell nothing that a
 * crash could undo.
 *
 * <pre>
 *   unicast   | kind (1) | gob |     kind 0: a range, asked for   1: state   2: a range, denied
 *   others    | gob: state |
 * </pre>
 */
final class IpamMessenger {
    static final int SPACE_REQUEST = 0;
    static final int RING_UPDATE = 1;
    static final int SPACE_REQUEST_DENIED = 2;

    /** Messages passed on as they came while the disk is slow; beyond it the oldest are dropped. */
    private static final int RAW_MAX = 16;

    private final Estate estate;
    private final LongSupplier clockSeconds;
    private GossipSender sender;
    private Encoded last;

    /** A state as bytes, good for all neighbours it is sent to. */
    private record Encoded(
            SavedIpam durable, long nowSeconds, Map<PeerName, String> nicknames, byte[] bytes) {}

    IpamMessenger(Estate estate, LongSupplier clockSeconds) {
        this.estate = estate;
        this.clockSeconds = clockSeconds;
    }

    /** Through whom to speak; before anything is said. */
    void sender(GossipSender value) {
        sender = value;
    }

    long nowSeconds() {
        return clockSeconds.getAsLong();
    }

    void requestSpace(PeerName owner, AddressRange wanted) {
        estate.journal()
                .then(() -> sender.unicast(owner, of(SPACE_REQUEST, IpamCodec.encode(wanted))));
    }

    void denySpace(PeerName asker, AddressRange wanted) {
        estate.journal()
                .then(() ->
                        sender.unicast(asker, of(SPACE_REQUEST_DENIED, IpamCodec.encode(wanted))));
    }

    void sendRing(PeerName to) {
        estate.journal().then(() -> sender.unicast(to, of(RING_UPDATE, state())));
    }

    /** All our state. */
    void broadcast() {
        estate.journal().then(() -> sender.broadcast(everything()));
    }

    /** The same; those who know what was before are told what is new only. */
    void broadcastChanges(Ring before) {
        Set<Long> tokens = RingDigest.changed(before, estate.ring());
        estate.journal().then(() -> sender.broadcast(new State(0, List.of(), tokens, false)));
    }

    /** Everything on a channel of ours; those who have the same are told a digest. */
    GossipData periodic() {
        return new State(0, List.of(), Set.of(), true);
    }

    /** Our state on behalf of another, with what its message has told us. */
    GossipData relay(byte[] message, Ring before) {
        return new State(
                estate.journal().version(),
                List.of(new RingMessage.Whole(message)),
                RingDigest.changed(before, estate.ring()),
                false);
    }

    /** The same if the message was news. */
    GossipData relay(RingMessage.News news) {
        return new State(estate.journal().version(), List.of(news), Set.of(), false);
    }

    /** The entries of these tokens, as they are on the disk. */
    RingMessage news(Set<Long> tokens) {
        return RingMessage.News.of(estate.journal().durable().ring(), tokens, estate.nicknames());
    }

    /** What is on the disk may be told: everything, as a message among deltas. */
    RingMessage whole() {
        return new RingMessage.Whole(state());
    }

    /** What is on the disk may be told. */
    private byte[] state() {
        SavedIpam durable = estate.journal().durable();
        boolean isSame =
                last != null
                        && last.durable() == durable
                        && last.nowSeconds() == nowSeconds()
                        && last.nicknames().equals(estate.nicknames());
        if (!isSame) {
            last = encoded(durable);
        }
        return last.bytes();
    }

    private Encoded encoded(SavedIpam durable) {
        Map<PeerName, String> nicknames = new LinkedHashMap<>(estate.nicknames());
        boolean hasRing = !durable.ring().isEmpty();
        boolean votes = estate.paxos().isElector() && !hasRing;
        IpamGossip gossip =
                new IpamGossip(
                        nowSeconds(),
                        nicknames,
                        votes ? durable.election() : null,
                        hasRing ? durable.ring() : null);
        return new Encoded(durable, gossip.nowSeconds(), nicknames, IpamCodec.encode(gossip));
    }

    private static byte[] of(int kind, byte[] gob) {
        byte[] message = new byte[1 + gob.length];
        message[0] = (byte) kind;
        System.arraycopy(gob, 0, message, 1, gob.length);
        return message;
    }

    /** All tokens changed: whoever takes deltas gets everything, too. */
    private GossipData everything() {
        return new State(0, List.of(), RingDigest.tokens(estate.ring()), false);
    }

    /** What somebody's news make of the ring on the disk, as if all of it had been told. */
    private Optional<byte[]> completed(RingMessage.News news) {
        Ring durable = estate.journal().durable().ring();
        return news.onto(durable)
                .map(ring ->
                        IpamCodec.encode(
                                new IpamGossip(nowSeconds(), news.nicknames(), null, ring)));
    }

    /** Our state; before it, as long as it is not on the disk, the messages it was learned from. */
    private final class State implements Shortened {
        private final long version;
        private final List<RingMessage> raw;
        private final Set<Long> tokens;
        private final boolean digest;

        /**
         * @param raw as they came: news or everything
         * @param tokens the entries that those are told who take deltas
         * @param digest whether these are told a digest, too
         */
        State(long version, List<RingMessage> raw, Set<Long> tokens, boolean digest) {
            this.version = version;
            this.raw = raw;
            this.tokens = tokens;
            this.digest = digest;
        }

        @Override
        public String channel() {
            return IpamChannel.NAME;
        }

        @Override
        public GossipData deltas() {
            return new Deltas(this);
        }

        @Override
        public List<byte[]> encode() {
            List<byte[]> messages = new ArrayList<>();
            if (!isDurable()) {
                for (RingMessage message : raw) {
                    switch (message) {
                        case RingMessage.Whole whole -> messages.add(whole.state());
                        case RingMessage.News news -> completed(news).ifPresent(messages::add);
                        default -> throw new AssertionError("nobody relays " + message);
                    }
                }
            }
            messages.add(state());
            return messages;
        }

        @Override
        public State merge(GossipData later) {
            State other = (State) later;
            List<RingMessage> both = new ArrayList<>(raw);
            both.addAll(other.raw);
            int dropped = Math.max(0, both.size() - RAW_MAX);
            Set<Long> all = new HashSet<>(tokens);
            add(other.tokens, all);
            for (RingMessage message : both.subList(0, dropped)) {
                if (message instanceof RingMessage.News news) {
                    add(news.tokens(), all);
                }
            }
            return new State(
                    Math.max(version, other.version),
                    List.copyOf(both.subList(dropped, both.size())),
                    Set.copyOf(all),
                    digest || other.digest);
        }

        /** One more than can be told as news means everything, whichever they are. */
        private static void add(Set<Long> more, Set<Long> to) {
            Iterator<Long> next = more.iterator();
            while (next.hasNext() && to.size() <= RingMessage.News.ITEMS_MAX) {
                to.add(next.next());
            }
        }

        private boolean isDurable() {
            return estate.journal().durableVersion() >= version;
        }
    }

    /** The same for those who take deltas: news as they came, and what else has changed. */
    private final class Deltas implements GossipData {
        private final State all;

        Deltas(State all) {
            this.all = all;
        }

        @Override
        public List<byte[]> encode() {
            List<RingMessage> messages = new ArrayList<>();
            for (RingMessage message : all.raw) {
                if (message instanceof RingMessage.News || !all.isDurable()) {
                    messages.add(message);
                }
            }
            Ring ring = estate.journal().durable().ring();
            if (ring.isEmpty() || !RingMessage.News.isWorthIt(all.tokens, ring)) {
                messages.add(whole());
            } else {
                if (!all.tokens.isEmpty()) {
                    messages.add(news(all.tokens));
                }
                if (all.digest) {
                    messages.add(RingMessage.Digest.of(ring));
                }
            }
            return messages.stream().map(RingMessage::encode).toList();
        }

        @Override
        public GossipData merge(GossipData later) {
            return new Deltas(all.merge(((Deltas) later).all));
        }
    }
}
