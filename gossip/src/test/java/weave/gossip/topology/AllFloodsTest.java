package weave.gossip.topology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

class AllFloodsTest {
    private static final int GRAPHS = 60;
    private static final int PEERS_MAX = 150;

    private final Random random = new Random(Seed.next(AllFloodsTest.class));

    @Test
    void shouldFindWhatEachFloodFindsAlone() {
        for (int graph = 0; graph < GRAPHS; graph++) {
            int peers = 1 + random.nextInt(PEERS_MAX);
            LinkMatrix links = new LinkMatrix(peers);
            for (int link = random.nextInt(4 * peers); link > 0; link--) {
                int one = random.nextInt(peers);
                int other = random.nextInt(peers);
                if (one != other) {
                    links.link(one, other);
                    links.link(other, one);
                }
            }
            for (int here = 0; here < peers; here += 1 + random.nextInt(10)) {
                AllFloods floods = links.allFloods(here);
                for (int source = 0; source < peers; source++) {
                    assertArrayEquals(links.floodTargets(source, here), floods.of(source));
                }
            }
        }
    }
}
