package weave.tools.weave;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import weave.tools.client.BareHttp.Reply;

/** One run of {@code weave ping}: has the daemon send echo requests, and keeps the score. */
final class Pinger {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Weave weave;
    private final PrintWriter out;
    private final String peer;
    private final int size;
    private final int timeoutMillis;
    private final RoundTrips roundTrips = new RoundTrips();
    private String head = "";
    private String label;

    Pinger(Weave weave, PrintWriter out, String peer, int size, int timeoutMillis) {
        this.weave = weave;
        this.out = out;
        this.peer = peer;
        this.label = peer;
        this.size = size;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * @param count 0 for no end: then whoever interrupts it gets the summary, too
     * @return the exit status
     */
    int run(int count, Duration pause) throws IOException, InterruptedException {
        Thread lastWords = new Thread(this::summarise);
        Runtime.getRuntime().addShutdownHook(lastWords);
        try {
            for (int sequence = 1; count == 0 || sequence <= count; sequence++) {
                long beganNanos = System.nanoTime();
                Reply reply = weave.client().ping(peer, size, timeoutMillis);
                if (!reply.isSuccess()) {
                    return weave.print(reply);
                }
                show(sequence, fields(reply.body()));
                long restNanos = pause.toNanos() - (System.nanoTime() - beganNanos);
                if (sequence != count && restNanos > 0) {
                    Thread.sleep(Duration.ofNanos(restNanos));
                }
            }
        } finally {
            summariseUnlessInterrupted(lastWords);
        }
        return roundTrips.received() > 0 ? Weave.OK : Weave.FAILED;
    }

    private void show(int sequence, Map<String, String> answer) {
        label = answer.getOrDefault("peer", peer);
        showHead(answer);
        String roundTrip = answer.get("roundtrip-nanos");
        if (roundTrip == null) {
            roundTrips.lost();
            out.println(
                    "no answer: seq=" + sequence + ": " + answer.getOrDefault("silence", "lost"));
        } else {
            double millis = Long.parseLong(roundTrip) / NANOS_PER_MILLI;
            roundTrips.add(millis);
            out.println(
                    String.format(
                            Locale.ROOT,
                            "%d bytes from %s: seq=%d time=%.3f ms",
                            size,
                            label,
                            sequence,
                            millis));
        }
        out.flush();
    }

    /** Again whenever the way changes. */
    private void showHead(Map<String, String> answer) {
        String now =
                "PING "
                        + label
                        + ": "
                        + size
                        + " bytes by way of "
                        + answer.getOrDefault("path", "?")
                        + "; first hop "
                        + answer.getOrDefault("overlay", "?")
                        + ", mtu "
                        + answer.getOrDefault("mtu", "?");
        if (!now.equals(head)) {
            out.println(now);
            head = now;
        }
    }

    private void summariseUnlessInterrupted(Thread lastWords) {
        try {
            if (Runtime.getRuntime().removeShutdownHook(lastWords)) {
                summarise();
            }
        } catch (IllegalStateException alreadyEnding) {
            // The hook does it.
        }
    }

    private void summarise() {
        if (roundTrips.sent() > 0) {
            out.println("--- " + label + " ---");
            out.print(roundTrips.summary());
            out.flush();
        }
    }

    private static Map<String, String> fields(String body) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : body.lines().toList()) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IOException("the answer is no weaved's");
            }
            fields.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return fields;
    }
}
