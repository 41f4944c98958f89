package weave.tools.top;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import weave.core.dataplane.CountersView;
import weave.core.engine.DataplaneCounter;

/** Prints rates over and over; disturbs no daemon, it only reads a file. */
public final class Top {
    private static final double NANOS = 1e-9;
    private static final String CLEAR = "\033[H\033[2J";
    private static final List<String> DROPS =
            Arrays.stream(DataplaneCounter.values())
                    .filter(DataplaneCounter::isDrop)
                    .map(Enum::name)
                    .toList();

    private Top() {}

    /**
     * @param counters the daemon's file
     * @param rounds how often to print; 0 for ever
     * @param clears whether each page takes the place of the last
     * @param nickNames asked for before each page; by peer name
     * @throws IOException if there is no such file, or the daemon has ended
     */
    public static void run(
            Path counters,
            Duration interval,
            int rounds,
            boolean clears,
            Supplier<Map<String, String>> nickNames,
            PrintWriter out)
            throws IOException, InterruptedException {
        try (CountersView view = CountersView.open(counters)) {
            Map<String, Long> before = view.read();
            long beforeNanos = System.nanoTime();
            for (int round = 0; rounds == 0 || round < rounds; round++) {
                requireAlive(view);
                Thread.sleep(interval);
                Map<String, Long> after = view.read();
                long nanos = System.nanoTime();
                Rates rates = Rates.between(before, after, (nanos - beforeNanos) * NANOS, DROPS);
                out.print(clears ? CLEAR : round == 0 ? "" : "\n");
                out.print(TopPage.render(view.processId(), rates, nickNames.get()));
                out.flush();
                before = after;
                beforeNanos = nanos;
            }
        }
    }

    private static void requireAlive(CountersView view) throws IOException {
        if (ProcessHandle.of(view.processId()).isEmpty()) {
            throw new IOException("weaved " + view.processId() + " is not running any more");
        }
    }
}
