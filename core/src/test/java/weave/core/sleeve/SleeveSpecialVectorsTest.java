package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.core.sleeve.link.RecordingActions;
import weave.core.sleeve.link.SleeveLink;
import weave.testkit.Vectors;

final class SleeveSpecialVectorsTest {
    private final RecordingActions actions = new RecordingActions();
    private SleeveLink link;

    @Test
    void shouldSendTheSameFramesAndAnswerThemTheSame() {
        for (JsonNode vector : Vectors.cases("sleeve_special")) {
            String kind = vector.get("Kind").asText();
            byte[] frame;
            if (vector.has("Sender")) {
                frame = sent(vector, kind);
            } else {
                frame = new byte[vector.get("InnerLen").asInt()];
                if (kind.contains("non-zero")) {
                    frame[frame.length - 1] = 1;
                }
            }
            if (kind.equals("heartbeat") || link == null) {
                link =
                        new SleeveLink(
                                actions, Vectors.unsigned(vector.path("ConnUID")), null, false, 1);
            }
            receive(frame);
            assertEquals(controls(vector.get("ReplyControl")), controls(), kind);
        }
    }

    /** Sends the frame as the vector's sender did; returns what arrives. */
    private byte[] sent(JsonNode vector, String kind) {
        boolean heartbeat = kind.startsWith("heartbeat");
        boolean sealed = vector.get("Encrypted").asBoolean();
        byte[] expected = heartbeat ? Vectors.hex(vector.get("Datagram")) : null;
        SecretBoxCipher cipher =
                sealed
                        ? new SecretBoxCipher(
                                Vectors.hex(vector.get("SessionKey")),
                                vector.get("SenderOutbound").asBoolean())
                        : null;
        long self = PeerName.parse(vector.get("Sender").asText()).value();
        long first = sealed && heartbeat ? SecretBoxCipher.field(expected) & Long.MAX_VALUE : 0;
        MemorySink sink = new MemorySink();
        assertTrue(
                new SleeveEncoder(self, cipher, sink, first)
                        .appendSpecial(
                                heartbeat ? SleeveLayout.DF : SleeveLayout.NON_DF,
                                self,
                                PeerName.parse(vector.get("Receiver").asText()).value(),
                                vector.get("InnerLen").asInt(),
                                Vectors.unsigned(vector.get("ConnUID"))));
        byte[] datagram = sink.datagrams.getFirst().bytes();
        Records records = new Records();
        assertEquals(SleeveDecoder.OK, records.decode(new SleeveDecoder(cipher), datagram));
        byte[] frame = records.delivered.getFirst().frame();
        if (heartbeat) {
            HexFormat hex = HexFormat.of();
            assertEquals(hex.formatHex(expected), hex.formatHex(datagram));
            assertEquals(vector.get("InnerFrame").asText(), hex.formatHex(frame));
        } else {
            assertEquals(
                    "(omitted, " + datagram.length + " bytes)", vector.get("Datagram").asText());
        }
        return frame;
    }

    private void receive(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        assertTrue(SpecialFrame.isSpecial(buffer, 0, frame.length));
        switch (SpecialFrame.kind(frame.length)) {
            case SpecialFrame.HEARTBEAT ->
                    link.heartbeatReceived(
                            SpecialFrame.connectionUid(buffer, 0),
                            new InetSocketAddress("127.0.0.1", 6783),
                            0);
            case SpecialFrame.FRAGMENTATION_TEST -> {
                if (SpecialFrame.isIntact(buffer, 0, frame.length)) {
                    link.fragmentationTestReceived();
                }
            }
            default -> link.probeReceived(frame.length);
        }
    }

    private List<String> controls() {
        return actions.take().stream().filter(line -> line.startsWith("control")).toList();
    }

    private static List<String> controls(JsonNode replies) {
        List<String> lines = new ArrayList<>();
        for (JsonNode reply : replies) {
            lines.add("control " + reply.get("Tag").asInt() + " " + reply.get("Msg").asText());
        }
        return lines;
    }
}
