package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class SessionKeysVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("session_keys");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDeriveTheOriginalsKeysOnBothSides(JsonNode vector) {
        KeyPair a = KeyPair.ofPrivate(Vectors.hex(vector.path("PrivA")));
        KeyPair b = KeyPair.ofPrivate(Vectors.hex(vector.path("PrivB")));
        byte[] password = Vectors.hex(vector.path("PasswordHex"));
        byte[] sessionKey = Vectors.hex(vector.path("SessionKey"));

        assertArrayEquals(Vectors.hex(vector.path("PubA")), a.publicKey());
        assertArrayEquals(Vectors.hex(vector.path("PubB")), b.publicKey());
        assertArrayEquals(Vectors.hex(vector.path("BoxShared")), a.shared(b.publicKey()));
        assertArrayEquals(sessionKey, SessionKeys.derive(a, b.publicKey(), password));
        assertArrayEquals(sessionKey, SessionKeys.derive(b, a.publicKey(), password));
    }
}
