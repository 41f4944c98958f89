package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.overlay.EspKeys;
import weave.core.peer.PeerName;
import weave.testkit.Vectors;

class FastdpIpsecVectorsTest {
    private final EspKeys keys = new HkdfEspKeys(new SecureRandom());

    static Iterable<JsonNode> cases() {
        return Vectors.cases("fastdp_ipsec");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDeriveTheOriginalsKeys(JsonNode vector) {
        byte[] key =
                keys.derive(
                        Vectors.hex(vector.path("SessionKey")),
                        Vectors.hex(vector.path("Nonce")),
                        PeerName.parse(vector.path("ReceiverName").asText()));

        assertArrayEquals(Vectors.hex(vector.path("Key")), key);
    }

    @Test
    void shouldNeverMakeTheSameNonceTwice() {
        byte[] nonce = keys.nonce();

        assertEquals(EspKeys.NONCE_LENGTH, nonce.length);
        assertFalse(Arrays.equals(nonce, keys.nonce()));
    }
}
