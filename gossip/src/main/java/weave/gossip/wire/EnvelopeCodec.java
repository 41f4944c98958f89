package weave.gossip.wire;

import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobType;
import weave.gossip.gob.GobWriter;

/**
 * Envelopes as bytes: built-in gob values of one stream, one after another.
 *
 * <pre>
 *   gossip:     | channel | sender | data |
 *   unicast:    | channel | source | destination | data |
 *   broadcast:  | channel | source | data |
 * </pre>
 */
final class EnvelopeCodec {
    private static final GobType<Long> NAME = GobType.uint(Byte.SIZE * PeerName.LENGTH);

    private EnvelopeCodec() {}

    static ProtocolMessage encode(Envelope envelope) {
        GobWriter out = new GobWriter().write(GobType.STRING, envelope.channel());
        int tag =
                switch (envelope) {
                    case Envelope.Gossip gossip -> {
                        out.write(NAME, gossip.sender().value());
                        yield ProtocolMessage.GOSSIP;
                    }
                    case Envelope.Unicast unicast -> {
                        out.write(NAME, unicast.source().value());
                        out.write(NAME, unicast.destination().value());
                        yield ProtocolMessage.GOSSIP_UNICAST;
                    }
                    case Envelope.Broadcast broadcast -> {
                        out.write(NAME, broadcast.source().value());
                        yield ProtocolMessage.GOSSIP_BROADCAST;
                    }
                };
        return new ProtocolMessage(tag, out.write(GobType.BYTES, envelope.data()).drain());
    }

    static Envelope decode(ProtocolMessage message) throws WireException {
        try {
            GobReader in = new GobReader(message.payload());
            return switch (message.tag()) {
                case ProtocolMessage.GOSSIP ->
                        new Envelope.Gossip(in.next(GobType.STRING), name(in), data(in));
                case ProtocolMessage.GOSSIP_UNICAST ->
                        new Envelope.Unicast(in.next(GobType.STRING), name(in), name(in), data(in));
                case ProtocolMessage.GOSSIP_BROADCAST ->
                        new Envelope.Broadcast(in.next(GobType.STRING), name(in), data(in));
                default -> throw new IllegalArgumentException("no gossip: " + message);
            };
        } catch (GobException e) {
            throw new WireException("gob: " + e.getMessage(), e);
        }
    }

    private static PeerName name(GobReader in) throws GobException {
        return new PeerName(in.next(NAME));
    }

    private static byte[] data(GobReader in) throws GobException {
        return in.next(GobType.BYTES);
    }
}
