package weave.tools.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenAwayTest {
    private static final List<String> NOTHING = List.of("");

    @Test
    void shouldSayWhatWasNotThere() {
        assertEquals(
                List.of(
                        "10.32.0.2/12: box does not have it",
                        "10.32.0.3: box does not have it",
                        "fd00::9: box does not have it"),
                missing(
                        List.of("10.32.0.1", "ip:10.32.0.1/12", "fd00::1/64"),
                        List.of("10.32.0.2/12", "10.32.0.3", "fd00::9"),
                        List.of("10.32.0.1", "fd00::1")));
        assertEquals(
                List.of("box has no address here"), TakenAway.missing(List.of(), NOTHING, "box"));
        assertEquals(
                List.of("net:default: box does not have it"),
                TakenAway.missing(List.of("net:default"), NOTHING, "box"));
    }

    @Test
    void shouldSayNothingWhenAllWasThere() {
        List<String> taken = List.of("10.32.0.1");
        assertEquals(List.of(), TakenAway.missing(List.of(), taken, "box"));
        assertEquals(List.of(), TakenAway.missing(List.of("net:default"), taken, "box"));
    }

    private static List<String> missing(
            List<String> present, List<String> absent, List<String> taken) {
        List<String> asked = new ArrayList<>(present);
        asked.addAll(absent);
        return TakenAway.missing(asked, taken, "box");
    }
}
