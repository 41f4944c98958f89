package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.testkit.Vectors;

/** Opens the encrypted ones among the original's datagrams, and seals them again. */
class SleeveDatagramsVectorsTest {
    private static final int SEQUENCE_OFFSET = 6;
    private static final int BOX_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    private static final int TEXT_OFFSET = BOX_OFFSET + FrameSealer.TAG_LENGTH;
    private static final int FRAME_OFFSET = 14;

    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_datagrams").stream()
                .filter(vector -> vector.path("Encrypted").asBoolean())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldOpenTheOriginalsDatagramsAndSealThemAgainWithLibsodium(JsonNode vector) {
        shouldOpenAndSealAgain(vector, new SodiumFrameCiphers());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldOpenTheOriginalsDatagramsAndSealThemAgainWithBouncyCastle(JsonNode vector) {
        shouldOpenAndSealAgain(vector, new SecretBoxFrameCiphers());
    }

    private static void shouldOpenAndSealAgain(JsonNode vector, SecretBoxes ciphers) {
        byte[] key = Vectors.hex(vector.path("SessionKey"));
        boolean dialler = vector.path("SenderOutbound").asBoolean();
        FrameOpener opener = ciphers.opener(key, dialler);
        FrameSealer sealer = ciphers.sealer(key, dialler);
        for (int i = 0; i < vector.path("Hex").size(); i++) {
            byte[] original = Vectors.hex(vector.path("Hex").path(i));
            byte[] datagram = original.clone();
            long field = ByteBuffer.wrap(datagram).getLong(SEQUENCE_OFFSET);
            UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(datagram.length));
            buffer.putBytes(0, datagram);

            int boxLength = datagram.length - BOX_OFFSET;
            assertTrue(opener.open(buffer, BOX_OFFSET, boxLength, field));
            buffer.getBytes(0, datagram);
            assertFrame(vector.path("Datagrams").path(i).path(0), datagram);

            sealer.seal(buffer, TEXT_OFFSET, datagram.length - TEXT_OFFSET, field);
            buffer.getBytes(0, datagram);
            assertArrayEquals(original, datagram);

            buffer.putByte(BOX_OFFSET, (byte) ~datagram[BOX_OFFSET]);
            assertFalse(opener.open(buffer, BOX_OFFSET, boxLength, field));
        }
    }

    private static void assertFrame(JsonNode first, byte[] datagram) {
        if (first.isMissingNode()) {
            return;
        }
        String text = HexFormat.of().formatHex(datagram, TEXT_OFFSET, datagram.length);
        assertTrue(text.startsWith(first.path("Frame").asText(), 2 * FRAME_OFFSET));
    }
}
