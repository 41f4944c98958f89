package weave.tools.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What went on between two readings of the counters, a second.
 *
 * @param dropsPerSecond frames and datagrams, whatever the reason
 * @param dropReasons the counters that grew, per second, the fastest first
 * @param connections the busiest first
 */
record Rates(double dropsPerSecond, Map<String, Double> dropReasons, List<Connection> connections) {
    private static final String CONNECTION = "CONNECTION ";
    private static final String QUEUE = "QUEUE ";

    /**
     * One connection, per second.
     *
     * @param peer the neighbour's name
     */
    record Connection(
            String peer,
            double bytesSent,
            double datagramsSent,
            double bytesReceived,
            double datagramsReceived) {
        double bytes() {
            return bytesSent + bytesReceived;
        }
    }

    /**
     * @param drops the labels of counters of what was dropped
     */
    static Rates between(
            Map<String, Long> before, Map<String, Long> after, double seconds, List<String> drops) {
        Map<String, Double> growth = new TreeMap<>();
        after.forEach((label, value) -> {
            long grown = Math.max(0, value - before.getOrDefault(label, 0L));
            growth.merge(ofAllQueues(label), grown / seconds, Double::sum);
        });
        Map<String, Double> reasons = new java.util.LinkedHashMap<>();
        drops.stream()
                .filter(label -> growth.getOrDefault(label, 0.0) > 0)
                .sorted(Comparator.comparing(growth::get, Comparator.reverseOrder()))
                .forEach(label -> reasons.put(label, growth.get(label)));
        double sum = reasons.values().stream().mapToDouble(Double::doubleValue).sum();
        return new Rates(sum, reasons, connections(growth));
    }

    /** {@code QUEUE 1 FRAMES_SENT} counts for {@code FRAMES_SENT}. */
    private static String ofAllQueues(String label) {
        return label.startsWith(QUEUE)
                ? label.substring(label.indexOf(' ', QUEUE.length()) + 1)
                : label;
    }

    private static List<Connection> connections(Map<String, Double> growth) {
        List<Connection> connections = new ArrayList<>();
        for (String label : growth.keySet()) {
            int end = label.lastIndexOf(' ');
            if (label.startsWith(CONNECTION) && label.endsWith(" BYTES_SENT")) {
                String of = label.substring(0, end);
                connections.add(
                        new Connection(
                                of.substring(CONNECTION.length()),
                                growth.getOrDefault(of + " BYTES_SENT", 0.0),
                                growth.getOrDefault(of + " DATAGRAMS_SENT", 0.0),
                                growth.getOrDefault(of + " BYTES_RECEIVED", 0.0),
                                growth.getOrDefault(of + " DATAGRAMS_RECEIVED", 0.0)));
            }
        }
        connections.sort(
                Comparator.comparingDouble(Connection::bytes)
                        .reversed()
                        .thenComparing(Connection::peer));
        return connections;
    }
}
