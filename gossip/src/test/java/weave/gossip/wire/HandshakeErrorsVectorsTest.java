package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.gossip.crypto.KeyPair;
import weave.testkit.Vectors;

class HandshakeErrorsVectorsTest {
    /** Header and flag; what follows in the recordings is a random key, or its absence. */
    private static final int COMPARABLE_LENGTH = 8;

    static Iterable<JsonNode> cases() {
        return Vectors.cases("handshake_errors");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldRefuseWhatTheOriginalRefuses(JsonNode vector) {
        boolean password = vector.has("Password");
        Introduction introduction = new Introduction(terms(vector));
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(introduction.start());
        byte[] remote = Vectors.hex(vector.path("RemoteBytes"));
        sent.writeBytes(introduction.receive(ByteBuffer.wrap(remote)));
        introduction.endOfStream();

        assertInstanceOf(IntroductionResult.Failed.class, introduction.result());
        byte[] expected = Vectors.hex(vector.path("LocalWritten"));
        int length = password ? COMPARABLE_LENGTH : Math.max(expected.length, sent.size());
        assertArrayEquals(
                Arrays.copyOf(expected, length), Arrays.copyOf(sent.toByteArray(), length));
    }

    private static IntroductionTerms terms(JsonNode vector) {
        byte[] password =
                vector.has("Password")
                        ? vector.path("Password").asText().getBytes(StandardCharsets.UTF_8)
                        : null;
        return new IntroductionTerms(
                Map.of("Name", "x"),
                vector.path("MinMax").path(0).asInt(),
                vector.path("MinMax").path(1).asInt(),
                password,
                vector.path("Outbound").asBoolean(),
                () -> KeyPair.generate(new SecureRandom()));
    }
}
