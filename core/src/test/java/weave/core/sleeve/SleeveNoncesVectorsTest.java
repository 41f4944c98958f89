package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.overlay.FrameSealer;
import weave.testkit.Vectors;

final class SleeveNoncesVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("sleeve_nonces");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSealWithTheSameSequenceField(JsonNode vector) {
        boolean dialler = vector.get("SenderOutbound").asBoolean();
        int path = vector.get("DF").asBoolean() ? SleeveLayout.DF : SleeveLayout.NON_DF;
        FieldKeeper sealer = new FieldKeeper();
        MemorySink sink = new MemorySink();
        SleeveEncoder encoder =
                new SleeveEncoder(1, sealer, sink, Vectors.unsigned(vector.get("Seq")));
        encoder.appendSpecial(path, 1, 2, SpecialFrame.HEARTBEAT_LENGTH, 3);

        byte[] datagram = sink.datagrams.getFirst().bytes();
        HexFormat hex = HexFormat.of();
        assertEquals(vector.get("SeqField").asText(), hex.formatHex(datagram, 6, 14));
        assertEquals(SecretBoxCipher.field(datagram), sealer.field);
        String nonce = hex.formatHex(SecretBoxCipher.nonce(dialler, sealer.field));
        assertEquals(vector.get("SenderNonce").asText(), nonce);
        assertEquals(vector.get("ReceiverNonce").asText(), nonce);
    }

    private static final class FieldKeeper implements FrameSealer {
        private long field;

        @Override
        public void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
            field = sequenceField;
        }
    }
}
