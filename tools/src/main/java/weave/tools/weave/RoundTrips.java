package weave.tools.weave;

import java.util.Locale;

/** What came of a number of echo requests, summed up as ping(8) does. */
final class RoundTrips {
    private static final int PERCENT = 100;

    private int sent;
    private int received;
    private double least = Double.MAX_VALUE;
    private double most;
    private double sum;
    private double sumOfSquares;

    /** One came back, after so long. */
    synchronized void add(double millis) {
        sent++;
        received++;
        least = Math.min(least, millis);
        most = Math.max(most, millis);
        sum += millis;
        sumOfSquares += millis * millis;
    }

    /** One did not come back. */
    synchronized void lost() {
        sent++;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized int received() {
        return received;
    }

    /** Two lines, or one if nothing came back; of at least one request. */
    synchronized String summary() {
        String counts =
                String.format(
                        Locale.ROOT,
                        "%d sent, %d received, %d%% lost%n",
                        sent,
                        received,
                        (sent - received) * PERCENT / sent);
        if (received == 0) {
            return counts;
        }
        double mean = sum / received;
        double deviation = Math.sqrt(Math.max(0, sumOfSquares / received - mean * mean));
        return counts
                + String.format(
                        Locale.ROOT,
                        "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms%n",
                        least,
                        mean,
                        most,
                        deviation);
    }
}
