package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.gossip.crypto.SecretBox;
import weave.testkit.Vectors;

class TcpCryptoVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("tcp_crypto");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSealTheOriginalsBytes(JsonNode vector) {
        SecretBox box = box(vector);
        for (JsonNode message : vector.path("Messages")) {
            byte[] plain = Vectors.hex(message.path("Plaintext"));
            byte[] sealed = new byte[SecretBox.TAG_LENGTH + plain.length];
            System.arraycopy(plain, 0, sealed, SecretBox.TAG_LENGTH, plain.length);
            box.seal(number(message), sealed, SecretBox.TAG_LENGTH, plain.length);
            assertArrayEquals(Vectors.hex(message.path("Framed")), new FramingV2().frame(sealed));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldOpenTheOriginalsBytesAsTheyTrickleIn(JsonNode vector) throws WireException {
        Framing framing = new FramingV2();
        SecretBox box = box(vector);
        ByteQueue queue = new ByteQueue();
        for (JsonNode message : vector.path("Messages")) {
            for (byte b : Vectors.hex(message.path("Framed"))) {
                assertNull(framing.next(queue));
                queue.add(ByteBuffer.wrap(new byte[] {b}));
            }
            byte[] sealed = framing.next(queue);
            assertTrue(box.open(number(message), sealed, 0, sealed.length));
            assertArrayEquals(
                    Vectors.hex(message.path("Plaintext")),
                    Arrays.copyOfRange(sealed, SecretBox.TAG_LENGTH, sealed.length));
        }
        assertNull(framing.next(queue));
    }

    private static SecretBox box(JsonNode vector) {
        int origin = vector.path("Outbound").asBoolean() ? SecretBox.ORIGIN_DIALLER : 0;
        return new SecretBox(Vectors.hex(vector.path("SessionKey")), SecretBox.ORIGIN_TCP | origin);
    }

    private static long number(JsonNode message) {
        return Vectors.unsigned(message.path("SeqNo"));
    }
}
