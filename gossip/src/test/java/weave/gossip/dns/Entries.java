package weave.gossip.dns;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import weave.core.peer.PeerName;

/** Entries as the vectors have them. */
final class Entries {
    private Entries() {}

    static List<NameEntry> of(JsonNode list) {
        List<NameEntry> entries = new ArrayList<>();
        list.forEach(entry ->
                entries.add(
                        new NameEntry(
                                entry.path("ContainerID").asText(),
                                PeerName.parse(entry.path("Origin").asText()),
                                RecordData.address(entry.path("Addr").asText()).orElseThrow(),
                                entry.path("Hostname").asText(),
                                entry.path("Version").asLong(),
                                entry.path("Tombstone").asLong())));
        return entries;
    }

    static Set<NameEntry> setOf(JsonNode list) {
        return new HashSet<>(of(list));
    }
}
