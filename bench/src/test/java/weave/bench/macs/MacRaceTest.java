package weave.bench.macs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import weave.bench.compare.Figure;
import weave.bench.lab.Commands;
import weave.bench.lab.Namespace;
import weave.testkit.Privileged;

@Privileged
class MacRaceTest {
    @Test
    void shouldTellTheKernelByBothAndLeaveNothing() {
        MacRace.Outcome outcome = MacRace.run(300, 1, 2, _ -> {});
        assertEquals(
                List.of("vxlan", MacRace.REFERENCE),
                outcome.figures().stream().map(Figure::carrier).toList());
        outcome.figures().forEach(figure -> assertEquals(2, figure.values().size()));
        assertTrue(outcome.firstMillis() > 0 && outcome.times().low() > 0);
        String own = Namespace.PREFIX + ProcessHandle.current().pid() + "-";
        assertFalse(Commands.output("ip", "netns", "list").contains(own));
    }
}
