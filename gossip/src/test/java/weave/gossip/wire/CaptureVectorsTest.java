package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import weave.core.overlay.OverlaySwitch;
import weave.gossip.crypto.KeyPair;
import weave.testkit.Pcap;
import weave.testkit.Vectors;

/**
 * Takes the original's own conversations apart and compares what comes out with the listings that
 * lie beside the captures.
 */
class CaptureVectorsTest {
    private static final Pattern MESSAGE =
            Pattern.compile("Heartbeat|OverlayControl.*|Gossip\\w* channel=.*? payload \\d+ bytes");
    private static final Pattern CIPHERTEXT = Pattern.compile("(\\d+) bytes ciphertext");

    @Test
    void shouldUnderstandEveryMessageOfTheOriginal() throws WireException {
        List<Pcap.TcpStream> streams = Pcap.tcpStreams(Vectors.bytes("sleeve.pcap"));
        assertEquals(2, streams.size());
        for (Pcap.TcpStream stream : streams) {
            List<String> listed = listed("sleeve.txt", stream, MESSAGE, 0);
            assertTrue(listed.size() > 10, listed::toString);
            assertEquals(listed, understood(stream));
        }
    }

    /** Of connections that one side refuses, too: all that was said before is understood. */
    @Test
    void shouldUnderstandRefusedConnections() throws WireException {
        int completed = 0;
        for (Pcap.TcpStream stream : Pcap.tcpStreams(Vectors.bytes("refused-at-A.pcap"))) {
            if (introduce(stream).result() instanceof IntroductionResult.Done) {
                completed++;
                assertEquals(listed("refused-at-A.txt", stream, MESSAGE, 0), understood(stream));
            }
        }
        assertTrue(completed > 0);
    }

    @Test
    void shouldCutEncryptedStreamsWhereTheOriginalDoes() throws WireException {
        List<Pcap.TcpStream> streams = Pcap.tcpStreams(Vectors.bytes("sleeve-password.pcap"));
        assertEquals(2, streams.size());
        for (Pcap.TcpStream stream : streams) {
            ByteQueue queue = new ByteQueue();
            queue.add(ByteBuffer.wrap(stream.bytes()));
            queue.take("weave".length() + 2);
            assertEquals(1, queue.take(1)[0]);
            queue.take(KeyPair.KEY_LENGTH);
            List<String> lengths = new ArrayList<>();
            Framing framing = new FramingV2();
            for (byte[] m = framing.next(queue); m != null; m = framing.next(queue)) {
                lengths.add(Integer.toString(m.length));
            }
            assertEquals(listed("sleeve-password.txt", stream, CIPHERTEXT, 1), lengths);
            assertEquals(0, queue.length());
        }
    }

    /** Meets the stream as its neighbour did; what we say ourselves does not matter to it. */
    private static Introduction introduce(Pcap.TcpStream stream) {
        Introduction introduction =
                new Introduction(
                        new IntroductionTerms(Map.of("Name", "x"), 1, 2, null, false, () -> null));
        introduction.receive(ByteBuffer.wrap(stream.bytes()));
        return introduction;
    }

    private static List<String> understood(Pcap.TcpStream stream) throws WireException {
        var done =
                assertInstanceOf(
                        IntroductionResult.Done.class, introduce(stream).result(), stream.source());
        List<String> messages = new ArrayList<>();
        for (ProtocolMessage m = done.decoder().next(); m != null; m = done.decoder().next()) {
            assertNotEquals(ProtocolMessage.NO_TAG, m.tag());
            messages.add(describe(m));
        }
        return messages;
    }

    /** In the words of the listings. */
    private static String describe(ProtocolMessage message) throws WireException {
        return switch (message.tag()) {
            case ProtocolMessage.HEARTBEAT -> "Heartbeat";
            case OverlaySwitch.CONTROL_TAG -> {
                byte[] payload = message.payload();
                yield "OverlayControl index=%d tag=%d msg=%s"
                        .formatted(
                                payload[0],
                                payload[1],
                                HexFormat.of().formatHex(payload, 2, payload.length));
            }
            default -> describe(Envelope.decode(message));
        };
    }

    private static String describe(Envelope envelope) throws WireException {
        if (envelope.channel().equals("topology")) {
            assertFalse(TopologyCodec.decode(envelope.data()).isEmpty());
        }
        String start =
                switch (envelope) {
                    case Envelope.Gossip m ->
                            "Gossip channel=" + m.channel() + " src=" + m.sender();
                    case Envelope.Broadcast m ->
                            "GossipBroadcast channel=" + m.channel() + " src=" + m.source();
                    case Envelope.Unicast m ->
                            "GossipUnicast channel=%s src=%s dst=%s"
                                    .formatted(m.channel(), m.source(), m.destination());
                };
        return start + " payload " + envelope.data().length + " bytes";
    }

    private static List<String> listed(
            String file, Pcap.TcpStream stream, Pattern pattern, int group) {
        String direction = stream.source() + " > " + stream.destination() + "  ";
        return new String(Vectors.bytes(file), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(direction))
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(group).strip())
                .toList();
    }
}
