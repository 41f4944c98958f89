package weave.gossip.mesh;

import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

class IpamStormTest {
    private static final int SEEDS = 20;

    @Test
    void shouldNeitherLoseNorRepeatAnAddressWhateverHappens() {
        rage(number -> true);
    }

    @Test
    void shouldNeitherLoseNorRepeatAnAddressWhenSomeAreToldWholeRings() {
        rage(number -> number % 2 == 0);
    }

    private static void rage(IntPredicate takesDeltas) {
        long first = Seed.next(IpamStormTest.class);
        LongStream.range(first, first + SEEDS)
                .parallel()
                .forEach(seed -> new IpamStorm(seed, takesDeltas).rage());
    }
}
