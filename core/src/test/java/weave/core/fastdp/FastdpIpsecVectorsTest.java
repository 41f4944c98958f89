package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class FastdpIpsecVectorsTest {
    static Iterable<JsonNode> cases() {
        return Vectors.cases("fastdp_ipsec");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWriteAndReadTheOriginalsMessage(JsonNode vector) throws EspException {
        byte[] nonce = Vectors.hex(vector.path("Nonce"));
        int spi = Integer.parseUnsignedInt(vector.path("SPI").asText().substring(2), 16);
        byte[] message = Vectors.hex(vector.path("InitSARemote"));

        EspParameters read = EspParameters.of(message);

        assertArrayEquals(message, new EspParameters(nonce, spi).toBytes());
        assertArrayEquals(nonce, read.nonce());
        assertEquals(spi, read.spi());
        assertFalse(read.toString().contains(vector.path("Nonce").asText()));
        // Index 0 among the overlays, and this tag.
        String wrapped = "00" + "01" + vector.path("InitSARemote").asText();
        assertEquals(1, FastControl.SECURITY_ASSOCIATION);
        assertEquals(wrapped, vector.path("ControlMessage").asText());
        assertEquals("07" + wrapped, vector.path("ProtocolMessage").asText());
    }
}
