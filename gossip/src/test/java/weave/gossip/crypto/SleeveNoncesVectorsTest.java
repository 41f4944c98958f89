package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.overlay.FrameSealer;
import weave.testkit.Vectors;

class SleeveNoncesVectorsTest {
    private static final byte[] KEY =
            "thirty-two bytes, known to both.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "a frame".getBytes(StandardCharsets.US_ASCII);

    static Iterable<JsonNode> cases() {
        return Vectors.cases("sleeve_nonces");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSealAndOpenUnderTheOriginalsNonce(JsonNode vector) {
        boolean dialler = vector.path("SenderOutbound").asBoolean();
        long field = Long.parseUnsignedLong(vector.path("SeqField").asText(), 16);
        byte[] box = new byte[FrameSealer.TAG_LENGTH + TEXT.length];
        System.arraycopy(TEXT, 0, box, FrameSealer.TAG_LENGTH, TEXT.length);
        byte[] nonce = Vectors.hex(vector.path("SenderNonce"));
        byte[] expected = ReferenceBox.seal(KEY, nonce, TEXT);
        for (SecretBoxes boxes : List.of(new SodiumFrameCiphers(), new SecretBoxFrameCiphers())) {
            UnsafeBuffer buffer = Datagram.direct(box);

            boxes.sealer(KEY, dialler).seal(buffer, FrameSealer.TAG_LENGTH, TEXT.length, field);

            assertArrayEquals(expected, Datagram.bytes(buffer), boxes.library());
            assertTrue(boxes.opener(KEY, dialler).open(buffer, 0, box.length, field));
        }
    }
}
