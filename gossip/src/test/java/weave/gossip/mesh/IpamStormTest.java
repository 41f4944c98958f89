package weave.gossip.mesh;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

class IpamStormTest {
    private static final int SEEDS = 20;

    @Test
    void shouldNeitherLoseNorRepeatAnAddressWhateverHappens() {
        long first = Seed.next(IpamStormTest.class);
        LongStream.range(first, first + SEEDS)
                .parallel()
                .forEach(seed -> new IpamStorm(seed).rage());
    }
}
