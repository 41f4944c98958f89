package weave.tools.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import weave.tools.log.CapturedLog;

/** What fails once while rules change is made up for, though they do not change again. */
class FilterWatchTest {
    private static final String UNREADABLE = WatchedFilters.UNREADABLE + "no process";
    private static final int LOOKS = 6;

    private final Deque<Answer> reasons = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private int questions;

    @Test
    void shouldReadAgainWhatCouldNotBeReadAtTheStart() {
        FilterWatch watch = watch(told::add, () -> UNREADABLE, () -> "");
        assertEquals(UNREADABLE, watch.reason());
        look(watch, 0);
        assertEquals(List.of(""), told);
        assertEquals("", watch.reason());
    }

    @Test
    void shouldReadAgainWhatCouldNotBeReadAfterAChange() {
        FilterWatch watch = watch(told::add, () -> "", () -> UNREADABLE, () -> "a rule");
        look(watch, 1);
        assertEquals(List.of(UNREADABLE, "a rule"), told);
    }

    @Test
    void shouldReadAgainWhenTheReadingThrew() {
        FilterWatch watch = watch(told::add, () -> "", FilterWatchTest::bug, () -> "a rule");
        look(watch, 1);
        assertEquals(List.of("a rule"), told);
        assertEquals("a rule", watch.reason());
    }

    @Test
    void shouldTellAgainWhenItWasNotHeeded() {
        Consumer<String> listener =
                reason -> {
                    told.add(reason);
                    if (told.size() == 1) {
                        bug();
                    }
                };
        FilterWatch watch = watch(listener, () -> "", () -> "a rule");
        look(watch, 1);
        assertEquals(List.of("a rule", "a rule"), told);
        assertEquals("a rule", watch.reason());
    }

    @Test
    void shouldNotReadAgainWhatHasNotChanged() {
        FilterWatch watch = watch(told::add, () -> "", () -> "a rule");
        look(watch, 1);
        look(watch, 1);
        assertEquals(2, questions);
    }

    private interface Answer {
        String get();
    }

    private static String bug() {
        throw new IllegalStateException("a bug of the test's");
    }

    private void look(FilterWatch watch, long mark) {
        try (CapturedLog _ = new CapturedLog()) {
            for (int i = 0; i < LOOKS; i++) {
                watch.guardedLook(mark);
            }
        }
    }

    /** One with these answers, the last of them for good; the mark is 0 at its making. */
    private FilterWatch watch(Consumer<String> listener, Answer... answers) {
        reasons.addAll(List.of(answers));
        return new FilterWatch(new Told(), listener);
    }

    private final class Told implements WatchedFilters {
        private boolean isMade;

        @Override
        public String reason() {
            questions++;
            return (reasons.size() > 1 ? reasons.poll() : reasons.peek()).get();
        }

        @Override
        public long mark(long rules) {
            if (!isMade) {
                isMade = true;
                return 0;
            }
            return rules;
        }

        @Override
        public boolean hasUnmarked() {
            return false;
        }
    }
}
