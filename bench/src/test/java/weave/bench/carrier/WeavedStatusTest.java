package weave.bench.carrier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeavedStatusTest {
    /** What is said of the overlay that does not carry counts for nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-> 10.99.0.2:6783 established fastdp 02:00(host2) mtu=1376 | true | false",
                "<- 10.99.0.2:6783 established encrypted   fastdp 02:00(host2) | true | false",
                "-> 10.99.0.2:6783 established sleeve 02:00(host2) (fastdp is on hold: no"
                        + " heartbeat for 0.5 s) | false | true",
                "-> 10.99.0.2:6783 pending fastdp 02:00(host2) | false | false",
                "'' | false | false",
            })
    void shouldSeeWhichOverlayCarries(String page, boolean isFast, boolean isSleeve) {
        assertEquals(isFast, WeavedStatus.isCarriedBy("fastdp", page));
        assertEquals(isSleeve, WeavedStatus.isCarriedBy("sleeve", page));
    }
}
