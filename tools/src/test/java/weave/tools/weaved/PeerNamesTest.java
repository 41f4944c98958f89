package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;

class PeerNamesTest {
    private static final PeerName GIVEN = new PeerName(0x02_00_00_00_00_01L);
    private static final PeerName BRIDGE = new PeerName(0x02_00_00_00_00_02L);
    private static final PeerName PERSISTED = new PeerName(0x02_00_00_00_00_03L);
    private static final PeerName MACHINE = new PeerName(0x02_00_00_00_00_04L);

    @Test
    void shouldAskInTheOrderOfTheOriginal() {
        assertEquals(GIVEN, find(GIVEN, BRIDGE, PERSISTED, MACHINE));
        assertEquals(BRIDGE, find(null, BRIDGE, PERSISTED, MACHINE));
        assertEquals(PERSISTED, find(null, null, PERSISTED, MACHINE));
        assertEquals(MACHINE, find(null, null, null, MACHINE));
    }

    @Test
    void shouldNeverBeNobody() {
        assertEquals(PERSISTED, find(null, PeerName.NONE, PERSISTED, MACHINE));
        assertEquals(MACHINE, find(null, PeerName.NONE, PeerName.NONE, MACHINE));
    }

    @Test
    void shouldDrawALocalUnicastNameWhenNothingElseIsThere() {
        for (int i = 0; i < 100; i++) {
            PeerName name = find(null, null, null, null);
            assertEquals(2, name.value() >>> 40 & 3, name.toString());
            assertNotEquals(name, find(null, null, null, null));
        }
    }

    @Test
    void shouldNotLookFurtherThanNeeded() {
        Supplier<PeerName> never =
                () -> {
                    throw new AssertionError("asked for too much");
                };
        assertEquals(GIVEN, PeerNames.find(GIVEN, never, never, never).name());
        assertEquals(BRIDGE, PeerNames.find(null, () -> BRIDGE, never, never).name());
    }

    private static PeerName find(
            PeerName given, PeerName bridge, PeerName persisted, PeerName machine) {
        return PeerNames.find(given, () -> bridge, () -> persisted, () -> machine).name();
    }
}
