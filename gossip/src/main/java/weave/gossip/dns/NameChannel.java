package weave.gossip.dns;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipChannel;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSender;
import weave.gossip.gob.GobException;

/** A table of names and the channel on which peers keep theirs alike. On the control loop only. */
final class NameChannel implements GossipChannel {
    /** Seconds that the clocks of two peers may differ. */
    static final long CLOCK_SKEW_MAX = 900;

    private final NameCodec codec;
    private final NameTable table;
    private final Predicate<PeerName> isKnown;
    private final LongSupplier clock;
    private GossipSender sender;

    /**
     * @param clock seconds since 1970
     */
    NameChannel(NameCodec codec, NameTable table, Predicate<PeerName> isKnown, LongSupplier clock) {
        this.codec = codec;
        this.table = table;
        this.isKnown = isKnown;
        this.clock = clock;
    }

    /** To be called once, before anything is said. */
    void sender(GossipSender registered) {
        sender = registered;
    }

    NameTable table() {
        return table;
    }

    /** Tells everybody. */
    void broadcast(List<NameEntry> entries) {
        if (!entries.isEmpty()) {
            sender.broadcast(data(clock.getAsLong(), entries));
        }
    }

    /** Nothing is ever said to one peer alone. */
    @Override
    public void onUnicast(PeerName source, byte[] data) {}

    @Override
    public Optional<GossipData> onBroadcast(PeerName source, byte[] data) throws GossipException {
        NameMessage message = decode(data);
        NameTable.Received received = receive(message);
        return Optional.of(data(message.timestamp(), received.entries()));
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) throws GossipException {
        List<NameEntry> changed = receive(decode(data)).changed();
        return changed.isEmpty() ? Optional.empty() : Optional.of(data(clock.getAsLong(), changed));
    }

    /**
     * Weave Net's peers say so even if they know no names; the other channel stays silent. What is
     * said is put in order when it is written.
     */
    @Override
    public Optional<GossipData> gossip() {
        List<NameEntry> all = table.unordered();
        return all.isEmpty() && codec == NameCodec.RECORDS
                ? Optional.empty()
                : Optional.of(data(clock.getAsLong(), all));
    }

    private NameTable.Received receive(NameMessage message) throws GossipException {
        long now = clock.getAsLong();
        long skew = message.timestamp() - now;
        // The other channel goes without: who is too far off is told so on this one.
        if (codec == NameCodec.ADDRESSES && (skew > CLOCK_SKEW_MAX || skew < -CLOCK_SKEW_MAX)) {
            throw new GossipException(
                    "host clock skew of "
                            + skew
                            + "s exceeds "
                            + CLOCK_SKEW_MAX
                            + "s limit; set the clocks of both hosts");
        }
        NameTable.Received received = table.receive(message.entries(), isKnown, now);
        broadcast(received.overridden());
        return received;
    }

    private NameMessage decode(byte[] data) throws GossipException {
        try {
            return codec.decode(data);
        } catch (GobException e) {
            throw new GossipException("names: " + e.getMessage());
        }
    }

    private NameData data(long timestamp, List<NameEntry> entries) {
        return new NameData(codec, timestamp, entries);
    }
}
