package weave.core.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.udp.NextHops.NextHop;
import weave.testkit.Allocation;
import weave.testkit.Seed;

class NextHopsTest {
    private static final int ROUNDS = 200;
    private static final int SIZE_MAX = 300;
    private static final int QUESTIONS = 1000;
    private static final long MAC = 0xFFFF_FFFF_FFFFL;

    private final Random random = new Random(Seed.next(NextHopsTest.class));

    @Test
    void shouldAnswerAsAMapDoes() {
        for (int round = 0; round < ROUNDS; round++) {
            boolean dense = random.nextBoolean();
            Map<Integer, NextHop> model = model(dense);
            NextHops hops = hops(model);
            assertEquals(model.size(), hops.size());
            model.values().forEach(hop -> assertEquals(hop, of(hops, hop.destination())));
            for (int i = 0; i < QUESTIONS; i++) {
                int destination = destination(dense);
                assertEquals(model.get(destination), of(hops, destination));
            }
        }
    }

    @Test
    void shouldHaveNothingForNoAddress() {
        assertEquals(NextHops.NONE, NextHops.EMPTY.find(0));
        assertEquals(NextHops.NONE, hops(model(true)).find(0));
        assertThrows(IllegalArgumentException.class, () -> new NextHop(0, 1, 1, 1, 1500));
    }

    @Test
    void shouldRefuseADestinationTwice() {
        NextHop hop = new NextHop(1, 2, 3, 4, 1500);
        NextHops.Builder twice = NextHops.builder().add(hop).add(hop);
        assertThrows(IllegalArgumentException.class, twice::build);
    }

    @Test
    void shouldAllocateNothingWhenAsked() {
        NextHops hops = hops(model(false));
        int[] found = {0};
        long bytes =
                Allocation.bytes(
                        QUESTIONS,
                        () -> found[0] += hops.find(found[0] * 7) + hops.find(destination(true)));
        assertEquals(0, bytes);
    }

    @Test
    void shouldHandOutWhatWasPublished() {
        NextHopTable table = new NextHopTable();
        assertEquals(0, table.currentAcquire().size());
        NextHops next = hops(model(true));
        table.publishRelease(next);
        assertSame(next, table.currentAcquire());
    }

    private Map<Integer, NextHop> model(boolean dense) {
        Map<Integer, NextHop> model = new HashMap<>();
        int size = random.nextInt(SIZE_MAX);
        for (int i = 0; i < size; i++) {
            int destination = destination(dense);
            model.put(
                    destination,
                    new NextHop(
                            destination,
                            random.nextInt(),
                            random.nextLong() & MAC,
                            random.nextLong() & MAC,
                            random.nextInt()));
        }
        return model;
    }

    private int destination(boolean dense) {
        return dense ? 0x0A00_0001 + random.nextInt(1 << 10) : random.nextInt() | 1;
    }

    private static NextHops hops(Map<Integer, NextHop> model) {
        NextHops.Builder builder = NextHops.builder();
        model.values().forEach(builder::add);
        return builder.build();
    }

    private static NextHop of(NextHops hops, int destination) {
        int entry = hops.find(destination);
        return entry == NextHops.NONE
                ? null
                : new NextHop(
                        destination,
                        hops.source(entry),
                        hops.sourceMac(entry),
                        hops.destinationMac(entry),
                        hops.mtu(entry));
    }
}
