package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weave.core.peer.PeerName;
import weave.testkit.Seed;
import weave.testkit.Vectors;

class RandomNeighboursVectorsTest {
    private static final int DRAWS = 50;
    private static final Random RANDOM = new Random(Seed.next(RandomNeighboursVectorsTest.class));

    static List<JsonNode> cases() {
        return Vectors.cases("random_neighbours");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldChooseAsManyOfTheAllowed(JsonNode vector) {
        Map<PeerName, PeerName> nextHops = new HashMap<>();
        vector.path("Routes")
                .properties()
                .forEach(route ->
                        nextHops.put(name(route.getKey()), name(route.getValue().asText())));
        SortedMap<PeerName, Integer> weights = new TreeMap<>();
        nextHops.values().forEach(hop -> weights.merge(hop, 1, Integer::sum));
        weights.remove(PeerName.NONE);
        Set<PeerName> allowed = new HashSet<>();
        vector.path("Allowed").forEach(text -> allowed.add(name(text.asText())));
        RandomNeighbours neighbours = new RandomNeighbours(RANDOM);
        Set<PeerName> seen = new HashSet<>();
        for (int draw = 0; draw < DRAWS; draw++) {
            List<PeerName> chosen =
                    neighbours.choose(
                            new TreeMap<>(weights),
                            nextHops.size(),
                            name(vector.path("Except").asText()));
            assertEquals(vector.path("Count").asInt(), chosen.size());
            assertEquals(chosen.size(), new HashSet<>(chosen).size(), "no repeats");
            assertTrue(allowed.containsAll(chosen));
            seen.addAll(chosen);
        }
        assertTrue(allowed.containsAll(seen));
    }

    private static PeerName name(String text) {
        return text.isEmpty() ? PeerName.NONE : PeerName.parse(text);
    }
}
