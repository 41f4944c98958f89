package weave.core.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArpTablesTest {
    private static final long AGE = 1_000;
    private static final long MOMENT = 5_000_000_000L;
    private static final long IP = 0x0A200001L;
    private static final long MAC = 0x02_0000_0000_01L;
    private static final long OTHER_MAC = 0x02_0000_0000_02L;

    private final ArpTables[] queues = ArpTables.ofQueues(2, 16, AGE);
    private final ArpTables arps = queues[0];

    @Test
    void shouldKnowWhatWasToldThroughAnyQueue() {
        queues[1].learnRemote(IP, MAC, MOMENT);
        assertEquals(MAC, arps.macOf(IP, MOMENT + AGE));
        assertEquals(ArpTables.UNKNOWN, arps.macOf(IP + 1, MOMENT));
    }

    @Test
    void shouldNotKnowWhatWasToldTooLongAgo() {
        arps.learnRemote(IP, MAC, MOMENT);
        arps.learnLocal(IP + 1, MAC, MOMENT);
        assertEquals(ArpTables.UNKNOWN, arps.macOf(IP, MOMENT + AGE + 1));
        assertEquals(ArpTables.UNKNOWN, arps.macOf(IP + 1, MOMENT + AGE + 1));
    }

    @Test
    void shouldFollowAnAddressThatMoves() {
        arps.learnRemote(IP, MAC, MOMENT);
        arps.learnRemote(IP, OTHER_MAC, MOMENT + 1);
        assertEquals(OTHER_MAC, arps.macOf(IP, MOMENT + 2));
        arps.learnLocal(IP, MAC, MOMENT + 2);
        assertEquals(ArpTables.LOCAL, arps.macOf(IP, MOMENT + 3));
        queues[1].learnRemote(IP, OTHER_MAC, MOMENT + 4);
        assertEquals(OTHER_MAC, arps.macOf(IP, MOMENT + 5));
    }

    @Test
    void shouldNotFallBackToAnOlderPlaceWhenTheNewerOneIsTooOld() {
        arps.learnRemote(IP, MAC, MOMENT);
        arps.learnLocal(IP, OTHER_MAC, MOMENT + 1);
        assertEquals(ArpTables.UNKNOWN, arps.macOf(IP, MOMENT + AGE + 2));
    }

    @Test
    void shouldForgetWhatIsSwept() {
        arps.learnRemote(IP, MAC, MOMENT);
        arps.learnLocal(IP, MAC, MOMENT);
        arps.sweepLocal(MOMENT + AGE + 1);
        assertEquals(MAC, arps.macOf(IP, MOMENT + 1));
        arps.sweepRemote(MOMENT + AGE + 1);
        assertEquals(ArpTables.UNKNOWN, arps.macOf(IP, MOMENT + 1));
    }

    @Test
    void shouldRememberQuestionsForAWhile() {
        RecentQuestions questions = new RecentQuestions(AGE);
        assertFalse(questions.isRepeated(IP, IP + 1, MOMENT));
        assertTrue(questions.isRepeated(IP, IP + 1, MOMENT + AGE));
        assertFalse(questions.isRepeated(IP + 1, IP, MOMENT));
        assertFalse(questions.isRepeated(IP, IP + 1, MOMENT + 2 * AGE + 1));
    }
}
