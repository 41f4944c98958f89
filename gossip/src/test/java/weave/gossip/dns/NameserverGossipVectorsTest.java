package weave.gossip.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.testkit.Vectors;

class NameserverGossipVectorsTest {
    static List<JsonNode> cases() {
        return Vectors.cases("nameserver_gossip");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReadAndWriteWhatTheOriginalWrote(JsonNode vector) throws Exception {
        byte[] bytes = Vectors.hex(vector.path("Hex"));
        NameMessage message = NameCodec.ADDRESSES.decode(bytes);
        assertEquals(vector.path("Timestamp").asLong(), message.timestamp());
        assertEquals(Entries.setOf(vector.path("Decoded")), new HashSet<>(message.entries()));
        List<NameEntry> ordered = new ArrayList<>(message.entries());
        ordered.sort(NameEntry.ORDER);
        assertEquals(
                Entries.of(vector.path("Decoded")).stream().map(NameEntry::key).toList(),
                ordered.stream().map(NameEntry::key).toList());
        byte[] ours = NameCodec.ADDRESSES.encode(message);
        assertEquals(message, NameCodec.ADDRESSES.decode(ours));
    }
}
