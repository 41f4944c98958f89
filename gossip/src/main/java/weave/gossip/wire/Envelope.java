package weave.gossip.wire;

import weave.core.peer.PeerName;

/** Gossip on its way: which channel it belongs to, who sent it, and the channel's own bytes. */
public sealed interface Envelope {
    /** The channel's name, such as {@code topology}; untrusted text. */
    String channel();

    /** What the channel says; owned by whoever holds the envelope. */
    byte[] data();

    /** State for whoever hears it; {@code sender} is the neighbour that put it on this wire. */
    record Gossip(String channel, PeerName sender, byte[] data) implements Envelope {}

    /** For {@code destination} alone; forwarded unchanged on the way. */
    record Unicast(String channel, PeerName source, PeerName destination, byte[] data)
            implements Envelope {}

    /** For everybody, along the tree of {@code source}, who began it. */
    record Broadcast(String channel, PeerName source, byte[] data) implements Envelope {}

    /** The message that carries it. */
    default ProtocolMessage encode() {
        return EnvelopeCodec.encode(this);
    }

    /**
     * Opens a message tagged as one of the three kinds of gossip.
     *
     * @throws WireException if its payload is malformed: the connection must end
     * @throws IllegalArgumentException if its tag is none of the three
     */
    static Envelope decode(ProtocolMessage message) throws WireException {
        return EnvelopeCodec.decode(message);
    }
}
