package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipSender;

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

    void broadcast() {
        estate.journal().then(() -> sender.broadcast(all()));
    }

    /** Our state, as it is on the disk when it is sent. */
    GossipData all() {
        return new State(0, List.of());
    }

    /** The same on behalf of another, with what its message has told us. */
    GossipData relay(byte[] message) {
        return new State(estate.journal().version(), List.of(message));
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

    /** Our state; before it, as long as it is not on the disk, the messages it was learned from. */
    private final class State implements GossipData {
        private final long version;
        private final List<byte[]> raw;

        State(long version, List<byte[]> raw) {
            this.version = version;
            this.raw = raw;
        }

        @Override
        public List<byte[]> encode() {
            List<byte[]> messages = new ArrayList<>();
            if (estate.journal().durableVersion() < version) {
                messages.addAll(raw);
            }
            messages.add(state());
            return messages;
        }

        @Override
        public GossipData merge(GossipData later) {
            State other = (State) later;
            List<byte[]> both = new ArrayList<>(raw);
            both.addAll(other.raw);
            int dropped = Math.max(0, both.size() - RAW_MAX);
            return new State(
                    Math.max(version, other.version),
                    List.copyOf(both.subList(dropped, both.size())));
        }
    }
}
