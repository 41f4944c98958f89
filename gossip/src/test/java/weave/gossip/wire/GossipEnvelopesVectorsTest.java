package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

class GossipEnvelopesVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("gossip_envelopes");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWriteTheOriginalsBytes(JsonNode vector) throws WireException {
        byte[] framed = new MessageEncoder(new FramingV2()).encode(envelope(vector).encode());
        assertArrayEquals(Vectors.hex(vector.path("Framed")), framed);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadTheOriginalsBytes(JsonNode vector) throws WireException {
        MessageDecoder decoder = new MessageDecoder(new FramingV2(), new ByteQueue());
        decoder.feed(ByteBuffer.wrap(Vectors.hex(vector.path("Framed"))));
        Envelope read = Envelope.decode(decoder.next());
        Envelope expected = envelope(vector);
        assertEquals(expected.getClass(), read.getClass());
        assertEquals(expected.channel(), read.channel());
        assertArrayEquals(expected.data(), read.data());
        assertEquals(names(expected), names(read));
    }

    private static Envelope envelope(JsonNode vector) {
        String channel = vector.path("Channel").asText();
        PeerName source = PeerName.parse(vector.path("Src").asText());
        byte[] data = Vectors.hex(vector.path("Payload"));
        return switch (vector.path("Kind").asText()) {
            case "gossip" -> new Envelope.Gossip(channel, source, data);
            case "broadcast" -> new Envelope.Broadcast(channel, source, data);
            case "unicast" ->
                    new Envelope.Unicast(
                            channel, source, PeerName.parse(vector.path("Dst").asText()), data);
            default -> throw new IllegalArgumentException("unknown kind in " + vector);
        };
    }

    private static String names(Envelope envelope) {
        return switch (envelope) {
            case Envelope.Gossip gossip -> gossip.sender().toString();
            case Envelope.Broadcast broadcast -> broadcast.source().toString();
            case Envelope.Unicast unicast -> unicast.source() + " " + unicast.destination();
        };
    }
}
