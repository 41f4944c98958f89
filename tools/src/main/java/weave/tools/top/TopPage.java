package weave.tools.top;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The rates as a page of text. */
final class TopPage {
    private static final double BITS = 8;
    private static final double STEP = 1000;
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};
    private static final int REASONS_MAX = 3;

    private TopPage() {}

    /**
     * @param nickNames by peer name; may miss some
     */
    static String render(int processId, Rates rates, Map<String, String> nickNames) {
        List<Rates.Connection> all = rates.connections();
        StringBuilder page = new StringBuilder();
        page.append(
                line(
                        "weaved %d: %s, out %sbit/s %sdgram/s, in %sbit/s %sdgram/s%n",
                        processId,
                        all.size() == 1 ? "1 connection" : all.size() + " connections",
                        si(sum(all, Rates.Connection::bytesSent) * BITS),
                        si(sum(all, Rates.Connection::datagramsSent)),
                        si(sum(all, Rates.Connection::bytesReceived) * BITS),
                        si(sum(all, Rates.Connection::datagramsReceived))));
        page.append(drops(rates)).append('\n');
        page.append(
                line(
                        "%-37s %11s %11s %11s %11s%n",
                        "PEER", "OUT bit/s", "dgram/s", "IN bit/s", "dgram/s"));
        for (Rates.Connection connection : all) {
            String nickName = nickNames.get(connection.peer());
            page.append(
                    line(
                            "%-37s %11s %11s %11s %11s%n",
                            connection.peer() + (nickName == null ? "" : "(" + nickName + ")"),
                            si(connection.bytesSent() * BITS),
                            si(connection.datagramsSent()),
                            si(connection.bytesReceived() * BITS),
                            si(connection.datagramsReceived())));
        }
        return page.toString();
    }

    private static String drops(Rates rates) {
        String reasons =
                rates.dropReasons().entrySet().stream()
                        .limit(REASONS_MAX)
                        .map(reason ->
                                reason.getKey().toLowerCase(Locale.ROOT)
                                        + " "
                                        + si(reason.getValue()))
                        .collect(Collectors.joining(", ", " (", ")"));
        return "drops/s: "
                + si(rates.dropsPerSecond()).strip()
                + (rates.dropReasons().isEmpty() ? "" : reasons)
                + "\n";
    }

    private static double sum(
            List<Rates.Connection> connections,
            java.util.function.ToDoubleFunction<Rates.Connection> of) {
        return connections.stream().mapToDouble(of).sum();
    }

    /** Three digits that matter: {@code 9.31 G}. */
    static String si(double value) {
        int prefix = 0;
        double scaled = value;
        while (scaled >= STEP && prefix < PREFIXES.length - 1) {
            scaled /= STEP;
            prefix++;
        }
        String digits = prefix == 0 ? line("%.0f", scaled) : line("%.3g", scaled);
        return prefix == 0 ? digits + " " : digits + " " + PREFIXES[prefix];
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
