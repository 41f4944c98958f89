package weave.core.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.testkit.Allocation;
import weave.testkit.Seed;

class MacTableTest {
    private static final long MAC = 0x02_0000_0000_01L;
    private static final long PEER = 0x7A_0000_0000_0AL;

    private final MacTable table = new MacTable(1000);

    @Test
    void shouldAnswerNobodyWhenNothingWasLearned() {
        assertEquals(0, table.peerOf(MAC));
    }

    @Test
    void shouldFollowAnAddressWhenItMoves() {
        assertTrue(table.learn(MAC, PEER, 1));
        assertTrue(table.learn(MAC, PEER + 1, 2));
        assertEquals(PEER + 1, table.peerOf(MAC));
        assertEquals(1, table.size());
    }

    @Test
    void shouldKnowTheAddressOfAllZeros() {
        assertTrue(table.learn(0, PEER, 1));
        assertEquals(PEER, table.peerOf(0));
    }

    @Test
    void shouldNotLearnGroupAddresses() {
        assertFalse(table.learn(0x01_005E_0000_01L, PEER, 1));
        assertFalse(table.learn(0xFFFF_FFFF_FFFFL, PEER, 1));
        assertEquals(0, table.size());
    }

    @Test
    void shouldForgetWhatWasNotSeenForLong() {
        table.learn(MAC, PEER, 0);
        table.learn(MAC + 1, PEER, 50);
        assertEquals(1, table.forgetOlder(100, 60));
        assertEquals(0, table.peerOf(MAC));
        assertEquals(PEER, table.peerOf(MAC + 1));
    }

    @Test
    void shouldForgetPeersWhenTheyLeaveTheTopology() {
        table.learn(MAC, PEER, 0);
        table.learn(MAC + 1, PEER + 1, 0);
        ForwardingSnapshot snapshot =
                new ForwardingSnapshot.Builder(1, 1).route(PEER, PEER).build();
        assertEquals(1, table.forgetUnknown(snapshot));
        assertEquals(PEER, table.peerOf(MAC));
        assertEquals(0, table.peerOf(MAC + 1));
    }

    @Test
    void shouldRefuseMoreThanItHolds() {
        MacTable small = new MacTable(10);
        for (int i = 0; i < 10; i++) {
            assertTrue(small.learn(i * 2, PEER, 0));
        }
        assertFalse(small.learn(100, PEER, 0));
        assertEquals(0, small.peerOf(100));
        small.forget(0);
        assertTrue(small.learn(100, PEER, 0));
        assertEquals(PEER, small.peerOf(100));
    }

    @Test
    void shouldAgreeWithAMapAfterManyRandomOperations() {
        Random random = new Random(Seed.next(MacTableTest.class));
        Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long mac = random.nextInt(1500) * 2L;
            if (random.nextInt(3) > 0) {
                long peer = 1 + random.nextInt(5);
                if (table.learn(mac, peer, i)) {
                    model.put(mac, peer);
                }
            } else {
                table.forget(mac);
                model.remove(mac);
            }
            long asked = random.nextInt(1500) * 2L;
            assertEquals(model.getOrDefault(asked, 0L), table.peerOf(asked));
            assertEquals(model.size(), table.size());
        }
    }

    @Test
    void shouldNotSlowDownWhenAddressesComeAndGo() {
        // A container that invents addresses must not fill the chains with what was forgotten.
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 1000; i++) {
                table.learn((round * 1000L + i) * 2, PEER, round);
            }
            table.forgetOlder(round + 2, 1);
        }
        assertEquals(0, table.size());
        for (int slot = 0; slot < table.slots(); slot++) {
            assertEquals(0, table.peerAt(slot));
        }
        assertEquals(0, table.peerOf(424_242));
    }

    @Test
    void shouldNeverGiveAReaderAPeerOfAnotherAddress() throws InterruptedException {
        MacTable small = new MacTable(8);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread reader =
                new Thread(() -> {
                    while (!done.get()) {
                        for (long mac = 2; mac < 64; mac += 2) {
                            long peer = small.peerOf(mac);
                            if (peer != 0 && peer != mac) {
                                wrong.set(mac + " at " + peer);
                            }
                        }
                    }
                });
        reader.start();
        Random random = new Random(Seed.next(MacTableTest.class));
        for (int i = 0; i < 500_000; i++) {
            long mac = 2 + 2L * random.nextInt(31);
            if (random.nextBoolean()) {
                small.learn(mac, mac, i);
            } else {
                small.forget(mac);
            }
        }
        done.set(true);
        reader.join();
        assertEquals(null, wrong.get());
    }

    @Test
    void shouldNotAllocateWhenLearningAndAsking() {
        Random random = new Random(1);
        assertEquals(
                0,
                Allocation.bytes(
                        50_000,
                        () -> {
                            long mac = random.nextInt(4000) * 2L;
                            table.learn(mac, PEER, mac);
                            table.peerOf(mac);
                            table.forget(mac);
                        }));
    }
}
