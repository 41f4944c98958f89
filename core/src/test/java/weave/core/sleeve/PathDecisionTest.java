package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.frame.FrameClass;

final class PathDecisionTest {
    private static final int MTU = 1_438;

    /** With an MTU of 1438, frames of up to 1452 bytes are not too big. */
    @ParameterizedTest
    @CsvSource({
        // class, length, flooded, fragments pass, decision
        "3,  1452, false, false, 0",
        "3,  1452, true,  true,  0",
        "3,  1453, false, false, 3",
        "3,  1453, false, true,  3",
        "3,  1453, true,  false, 4",
        "3,  1453, true,  true,  4",
        "2,  1452, false, false, 0",
        "2,  1452, false, true,  1",
        "2,  1453, false, false, 2",
        "2,  1453, true,  false, 2",
        "2,  1453, false, true,  1",
        "1,  60,   false, false, 1",
        "1,  1453, true,  false, 1",
        "1,  1453, false, true,  1",
    })
    void shouldChooseThePath(
            int frameClass, int length, boolean flooded, boolean fragmentsPass, int decision) {
        assertEquals(
                decision,
                PathDecision.decide(true, frameClass, length, MTU, flooded, fragmentsPass));
        assertEquals(
                PathDecision.DROP_NO_ADDRESS,
                PathDecision.decide(false, frameClass, length, MTU, flooded, fragmentsPass));
    }

    @ParameterizedTest
    @CsvSource({"1, ETHERNET", "2, IPV4", "3, IPV4_DF"})
    void shouldReadTheTableAbove(int value, String name) throws ReflectiveOperationException {
        assertEquals(value, FrameClass.class.getField(name).getInt(null));
    }
}
