package weave.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void shouldLeaveOutOneAtEitherEndOfNine() {
        assertEquals(new Spread(5, 2, 8, 1, 9, 9), Spread.of(9, 8, 7, 6, 5, 4, 3, 2, 1));
    }

    @Test
    void shouldTakeTheMiddleOfAnEvenCount() {
        assertEquals(new Spread(2.5, 1, 4, 1, 4, 4), Spread.of(4, 1, 3, 2));
    }

    @Test
    void shouldHoldASingleValue() {
        assertEquals(new Spread(7, 7, 7, 7, 7, 1), Spread.of(7));
    }

    /** The ranks of the 95 % interval of the median, from any table of the sign test. */
    @Test
    void shouldCutAsTheSignTestDoes() {
        int[] counts = {5, 6, 8, 9, 11, 12, 15, 20, 25};
        int[] cuts = {0, 0, 0, 1, 1, 2, 3, 5, 7};
        assertEquals(
                Arrays.toString(cuts),
                Arrays.toString(Arrays.stream(counts).map(Spread::cut).toArray()));
    }

    @Test
    void shouldPairOnlyRoundsThatBothHave() {
        assertEquals(
                List.of(2.0, 0.5),
                Results.quotients(
                        Arrays.asList(4.0, null, 1.0, 3.0, 7.0),
                        Arrays.asList(2.0, 5.0, 2.0, null)));
    }
}
