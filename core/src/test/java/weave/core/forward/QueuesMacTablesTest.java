package weave.core.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.testkit.Allocation;
import weave.testkit.Seed;

/** The tables of several queues, which must look like one pair. */
class QueuesMacTablesTest {
    private static final long SELF = 0xA;
    private static final long PEER = 0xB;
    private static final long OTHER = 0xC;
    private static final long MAC = 0x02_0000_0000_01L;
    private static final long MILLI = 1_000_000;
    private static final long MOVE_NANOS = 1000 * MILLI;

    private final MacTables[] macs = MacTables.ofQueues(4, SELF, 1000, MOVE_NANOS);

    @Test
    void shouldKnowWhatAnotherQueueHasLearned() {
        macs[3].learnLocal(MAC, 1);
        macs[1].learnRemote(MAC + 2, PEER, 1);
        for (MacTables queue : macs) {
            assertTrue(queue.isLocal(MAC));
            assertFalse(queue.isLocal(MAC + 2));
            assertEquals(PEER, queue.homeOf(MAC + 2));
            assertEquals(PEER, queue.activeHomeOf(MAC + 2, MOVE_NANOS));
            assertEquals(0, queue.homeOf(MAC + 4));
        }
    }

    @Test
    void shouldBelieveTheQueueThatSawAnAddressLast() {
        macs[0].learnRemote(MAC, PEER, 1 * MILLI);
        macs[2].learnRemote(MAC, OTHER, 2 * MILLI);
        assertEquals(OTHER, macs[0].homeOf(MAC));
        macs[0].learnRemote(MAC, PEER, 4 * MILLI);
        assertEquals(PEER, macs[2].homeOf(MAC));
        macs[1].learnLocal(MAC, 5 * MILLI);
        assertTrue(macs[3].isLocal(MAC));
        macs[2].learnRemote(MAC, OTHER, 6 * MILLI);
        assertFalse(macs[3].isLocal(MAC));
        assertEquals(OTHER, macs[3].homeOf(MAC));
    }

    @Test
    void shouldTellALoopFromAMoveThroughAnyQueue() {
        macs[0].learnRemote(MAC, PEER, 1);
        assertEquals(PEER, macs[3].activeHomeOf(MAC, 1 + MOVE_NANOS));
        assertEquals(0, macs[3].activeHomeOf(MAC, 2 + MOVE_NANOS));
    }

    @Test
    void shouldFallBackToWhatIsStillKnownWhenAPeerGoes() {
        macs[0].learnRemote(MAC, PEER, 1 * MILLI);
        macs[2].learnRemote(MAC, OTHER, 2 * MILLI);
        ForwardingSnapshot without =
                new ForwardingSnapshot.Builder(1, SELF).route(PEER, PEER).build();
        for (MacTables queue : macs) {
            queue.remote().forgetUnknown(without);
        }
        assertEquals(PEER, macs[1].homeOf(MAC));
        for (MacTables queue : macs) {
            queue.remote().forgetOlder(MILLI * 100, MILLI);
        }
        assertEquals(0, macs[1].homeOf(MAC));
    }

    @Test
    void shouldAgreeWithOnePairOfTablesWhateverQueueLearns() {
        Random random = new Random(Seed.next(QueuesMacTablesTest.class));
        MacTables single = new MacTables(SELF, 1000, MOVE_NANOS);
        Map<Long, Long> lastRemote = new HashMap<>();
        for (long now = MILLI; now < 20_000 * MILLI; now += MILLI) {
            long mac = 2L * random.nextInt(200);
            MacTables queue = macs[random.nextInt(macs.length)];
            if (random.nextBoolean()) {
                long peer = 1 + random.nextInt(5);
                queue.learnRemote(mac, peer, now);
                single.learnRemote(mac, peer, now);
                lastRemote.put(mac, peer);
            } else {
                queue.learnLocal(mac, now);
                single.learnLocal(mac, now);
            }
            long asked = 2L * random.nextInt(200);
            MacTables asking = macs[random.nextInt(macs.length)];
            assertEquals(single.isLocal(asked), asking.isLocal(asked));
            assertEquals(single.homeOf(asked), asking.homeOf(asked));
            assertEquals(lastRemote.getOrDefault(asked, 0L), asking.homeOf(asked));
            assertEquals(single.activeHomeOf(asked, now), asking.activeHomeOf(asked, now));
        }
    }

    @Test
    void shouldNotAllocateWhenAsking() {
        macs[2].learnRemote(MAC, PEER, 1);
        macs[1].learnLocal(MAC, 2);
        long[] sum = new long[1];
        assertEquals(
                0,
                Allocation.bytes(
                        50_000,
                        () -> {
                            sum[0] += macs[0].isLocal(MAC) ? 1 : 0;
                            sum[0] += macs[0].homeOf(MAC) + macs[0].activeHomeOf(MAC, 3);
                        }));
    }
}
