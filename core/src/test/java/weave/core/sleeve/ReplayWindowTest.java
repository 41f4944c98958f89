package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

final class ReplayWindowTest {
    private static final long WINDOW = 1 << 20;

    private final ReplayWindow window = new ReplayWindow();

    @Test
    void shouldRememberThePreviousWindowAndNoOlder() {
        assertTrue(window.accept(5));
        assertTrue(window.accept(WINDOW + 5));
        assertFalse(window.accept(5));
        assertTrue(window.accept(6));
        assertTrue(window.accept(2 * WINDOW));
        assertFalse(window.accept(7));
        assertFalse(window.accept(WINDOW + 5));
        assertTrue(window.accept(WINDOW + 6));
    }

    @Test
    void shouldForgetBothWindowsWhenItJumps() {
        assertTrue(window.accept(5));
        assertTrue(window.accept(7 * WINDOW));
        assertTrue(window.accept(6 * WINDOW + 5));
        assertFalse(window.accept(5));
        assertTrue(window.accept(Long.MAX_VALUE));
        assertFalse(window.accept(Long.MAX_VALUE));
        assertTrue(window.accept(Long.MAX_VALUE - 1));
    }

    @Test
    void shouldDecideAsASetWould() {
        Random random = new Random(Seed.next(ReplayWindowTest.class));
        Set<Long> seen = new HashSet<>();
        long current = 0;
        long front = 0;
        for (int i = 0; i < 200_000; i++) {
            front += random.nextInt(40);
            long sequence = Math.max(0, front - random.nextInt(3_000_000));
            boolean old = sequence / WINDOW < current - 1;
            current = Math.max(current, sequence / WINDOW);
            assertEquals(!old && seen.add(sequence), window.accept(sequence));
        }
    }
}
