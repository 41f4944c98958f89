package weave.core.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MacTablesTest {
    private static final long SELF = 0xA;
    private static final long PEER = 0xB;
    private static final long MAC = 0x02_0000_0000_01L;
    private static final long MOVE_NANOS = 1000;

    private final MacTables macs = new MacTables(SELF, 100, MOVE_NANOS);

    @Test
    void shouldKnowLocalAddressesAsLocal() {
        macs.learnLocal(MAC, 1);
        assertTrue(macs.isLocal(MAC));
        assertFalse(macs.isLocal(MAC + 2));
    }

    @Test
    void shouldFollowAContainerThatMovesAway() {
        macs.learnLocal(MAC, 1);
        macs.learnRemote(MAC, PEER, 2);
        assertFalse(macs.isLocal(MAC));
        assertEquals(PEER, macs.homeOf(MAC));
    }

    @Test
    void shouldFollowAContainerThatMovesHere() {
        macs.learnRemote(MAC, PEER, 1);
        assertEquals(0, macs.activeHomeOf(MAC, 2 + MOVE_NANOS));
        macs.learnLocal(MAC, 2 + MOVE_NANOS);
        assertTrue(macs.isLocal(MAC));
    }

    @Test
    void shouldTellALoopFromAMoveBecauseTheAddressIsStillActiveElsewhere() {
        macs.learnRemote(MAC, PEER, 1);
        assertEquals(PEER, macs.activeHomeOf(MAC, 1 + MOVE_NANOS));
    }
}
