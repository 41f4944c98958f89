package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

final class SleeveDatagramsVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_datagrams");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldEncodeTheSameBytes(JsonNode vector) {
        MemorySink sink = new MemorySink();
        long self = PeerName.parse(vector.get("Sender").asText()).value();
        long first = Vectors.unsigned(vector.path("StartSeq"));
        SleeveEncoder encoder = new SleeveEncoder(self, cipher(vector), sink, first);
        for (JsonNode datagram : vector.get("Datagrams")) {
            for (JsonNode frame : datagram) {
                byte[] bytes = Vectors.hex(frame.path("Frame"));
                assertTrue(
                        encoder.append(
                                path(vector),
                                PeerName.parse(frame.get("Src").asText()).value(),
                                PeerName.parse(frame.get("Dst").asText()).value(),
                                new UnsafeBuffer(bytes),
                                0,
                                bytes.length));
            }
            encoder.flush();
        }
        assertEquals(vector.get("Hex").size(), sink.datagrams.size());
        for (int i = 0; i < sink.datagrams.size(); i++) {
            assertEquals(path(vector), sink.datagrams.get(i).path());
            assertEquals(
                    vector.get("Hex").get(i).asText(),
                    HexFormat.of().formatHex(sink.datagrams.get(i).bytes()));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDecodeTheSameFrames(JsonNode vector) {
        SleeveDecoder decoder = new SleeveDecoder(cipher(vector));
        for (int i = 0; i < vector.get("Hex").size(); i++) {
            byte[] datagram = Vectors.hex(vector.get("Hex").get(i));
            Records records = new Records();
            assertEquals(SleeveDecoder.OK, records.decode(decoder, datagram));
            JsonNode frames = vector.get("Datagrams").get(i);
            assertEquals(frames.size(), records.delivered.size());
            for (int j = 0; j < frames.size(); j++) {
                Records.Delivered delivered = records.delivered.get(j);
                assertEquals(
                        frames.get(j).get("Src").asText(), PeerName.format(delivered.source()));
                assertEquals(
                        frames.get(j).get("Dst").asText(),
                        PeerName.format(delivered.destination()));
                assertArrayEquals(Vectors.hex(frames.get(j).path("Frame")), delivered.frame());
            }
        }
    }

    private static int path(JsonNode vector) {
        return vector.get("DF").asBoolean() ? SleeveLayout.DF : SleeveLayout.NON_DF;
    }

    private static SecretBoxCipher cipher(JsonNode vector) {
        return vector.get("Encrypted").asBoolean()
                ? new SecretBoxCipher(
                        Vectors.hex(vector.get("SessionKey")),
                        vector.get("SenderOutbound").asBoolean())
                : null;
    }
}
