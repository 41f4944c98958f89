package weave.core.forward;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RecentNewsTest {
    private static final long MAC = 0x02_0000_0000_0AL;
    private static final long AGE_NANOS = 100;

    private final RecentNews news = new RecentNews(AGE_NANOS);

    @Test
    void shouldBeNewsOnceAndAgainWhenOld() {
        assertTrue(news.isNews(MAC, 1, 1_000));
        assertFalse(news.isNews(MAC, 1, 1_000));
        assertFalse(news.isNews(MAC, 1, 1_000 + AGE_NANOS));
        assertTrue(news.isNews(MAC, 1, 1_001 + AGE_NANOS));
    }

    @Test
    void shouldBeNewsWhenItLivesElsewhere() {
        assertTrue(news.isNews(MAC, 1, 1_000));
        assertTrue(news.isNews(MAC, 2, 1_000));
        assertTrue(news.isNews(MAC, 1, 1_000));
    }

    @Test
    void shouldRememberManyAtOnce() {
        int forgotten = 0;
        for (long mac = MAC; mac < MAC + 300; mac++) {
            assertTrue(news.isNews(mac, 1, 1_000));
        }
        for (long mac = MAC; mac < MAC + 300; mac++) {
            forgotten += news.isNews(mac, 1, 1_001) ? 1 : 0;
        }
        assertTrue(forgotten < 150, forgotten + " of 300");
    }

    @Test
    void shouldTakeTheFirstForNewsWhenTheClockIsNearZero() {
        assertTrue(news.isNews(MAC, 1, 0));
        assertTrue(news.isNews(MAC + 1, 1, -50));
    }
}
