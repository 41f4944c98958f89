package weave.tools.metrics;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import weave.tools.uplink.UplinkStatus;

/** What goes past the kernel by AF_XDP, and what does not. */
public final class UplinkMetrics implements MetricGroup {
    private static final String PREFIX = "weave_uplink_";

    private static final Series DEPARTURES =
            Series.counter(
                    PREFIX + "departures_total",
                    "Datagrams sent, by way: `frame` past the kernel, all others by its sockets.",
                    "way");
    private static final Series ARRIVALS =
            Series.counter(
                    PREFIX + "arrivals_total",
                    "Frames received past the kernel, by outcome: all but `datagram` and"
                            + " `datagram_without_checksum` are dropped.",
                    "outcome");
    private static final Series PACKETS =
            Series.counter(
                    PREFIX + "packets_total",
                    "Packets that the XDP program saw, by outcome: all but `redirected` are the"
                            + " kernel's.",
                    "outcome");
    private static final Series RECEIVED =
            Series.counter(
                    PREFIX + "received_total",
                    "Datagrams received past the kernel, by queue of the network card.",
                    "queue");
    private static final Series SENT =
            Series.counter(
                    PREFIX + "sent_total",
                    "Datagrams sent past the kernel, by queue of the network card.",
                    "queue");
    private static final Series FRAMES_LENT =
            Series.gauge(
                    PREFIX + "frames_lent",
                    "Frames of our memory that the kernel has at the moment.");
    private static final Series ZERO_COPY =
            Series.gauge(
                    PREFIX + "zero_copy", "1 if the network card itself uses our memory, else 0.");

    private final Supplier<UplinkStatus> uplink;

    public UplinkMetrics(Supplier<UplinkStatus> uplink) {
        this.uplink = uplink;
    }

    @Override
    public String title() {
        return "AF_XDP uplink";
    }

    @Override
    public List<Series> series() {
        return List.of(DEPARTURES, ARRIVALS, PACKETS, RECEIVED, SENT, FRAMES_LENT, ZERO_COPY);
    }

    @Override
    public void collect(Samples samples) {
        UplinkStatus status = uplink.get();
        status.departures().forEach((way, count) -> samples.add(DEPARTURES, count, lower(way)));
        status.arrivals().forEach((outcome, count) -> samples.add(ARRIVALS, count, lower(outcome)));
        status.packets().forEach((outcome, count) -> samples.add(PACKETS, count, lower(outcome)));
        addByQueue(samples, RECEIVED, status.received());
        addByQueue(samples, SENT, status.sent());
        samples.add(FRAMES_LENT, status.framesLent());
        samples.add(ZERO_COPY, status.isZeroCopy() ? 1 : 0);
    }

    private static void addByQueue(Samples samples, Series series, List<Long> counts) {
        for (int queue = 0; queue < counts.size(); queue++) {
            samples.add(series, counts.get(queue), Integer.toString(queue));
        }
    }

    private static String lower(Enum<?> which) {
        return which.name().toLowerCase(Locale.ROOT);
    }
}
