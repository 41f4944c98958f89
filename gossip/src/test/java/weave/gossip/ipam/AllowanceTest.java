package weave.gossip.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private long nowNanos = Long.MAX_VALUE - 7;
    private final Allowance allowance = new Allowance(() -> nowNanos, 10, 2);

    @Test
    void shouldGiveWhatIsThereAtOnceAndTheRestAsTimePasses() {
        assertTrue(allowance.take(7));
        assertFalse(allowance.take(4));
        assertTrue(allowance.take(3));
        assertFalse(allowance.take(1));
        pass(500);
        assertTrue(allowance.take(1));
        assertFalse(allowance.take(1));
        pass(60_000);
        assertEquals(10, takenOneByOne(), "no more than at first, however long it was left");
    }

    @Test
    void shouldGiveAllThereIsWhenMoreThanEverIsWanted() {
        assertTrue(allowance.take(1_000));
        pass(4_999);
        assertFalse(allowance.take(1_000));
        pass(1);
        assertTrue(allowance.take(Long.MAX_VALUE));
    }

    private int takenOneByOne() {
        int taken = 0;
        while (allowance.take(1)) {
            taken++;
        }
        return taken;
    }

    private void pass(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
