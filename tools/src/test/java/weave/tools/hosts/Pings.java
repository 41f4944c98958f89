package weave.tools.hosts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.testkit.Await;

/**
 * Echo requests that leave a container at a steady pace until this is closed. Each must be answered
 * once, however late: ping(8) itself counts as lost what has not come when it ends.
 */
final class Pings implements AutoCloseable {
    private static final Duration LATE_MAX = Duration.ofSeconds(20);
    private static final Pattern ANSWER = Pattern.compile("icmp_seq=(\\d+) ttl=");

    private final Process ping;
    private final BitSet answered = new BitSet();
    private String lastLine = "";
    private String lineOfSecondAnswer;

    private Pings(Process ping) {
        this.ping = ping;
        // The first request has the number 1.
        answered.set(0);
        Thread.ofPlatform().daemon().start(this::read);
    }

    /**
     * Begins.
     *
     * @param pauseSeconds between two, as ping(8) takes it
     */
    static Pings between(Container from, Container to, String pauseSeconds) {
        return new Pings(from.namespace().start("ping", "-n", "-i", pauseSeconds, to.ip()));
    }

    private void read() {
        try (BufferedReader lines = ping.inputReader()) {
            lines.lines().forEach(this::take);
        } catch (IOException | UncheckedIOException closed) {
            // Whoever still waits is told what is missing.
        }
    }

    private synchronized void take(String line) {
        lastLine = line;
        Matcher answer = ANSWER.matcher(line);
        if (answer.find()) {
            int number = Integer.parseInt(answer.group(1));
            if (answered.get(number)) {
                lineOfSecondAnswer = line;
            }
            answered.set(number);
        }
    }

    /** Waits until the first ones, so many, are answered. */
    void awaitFirst(int count) {
        awaitAnswered(count);
    }

    /** Waits until all are answered that were sent so far, and some more, to be sure. */
    void awaitAllAnd(int more) {
        awaitAnswered(last() + more);
    }

    /** Fails with {@link LostFrames} if later ones are answered, and then for long not all. */
    private void awaitAnswered(int number) {
        Await.until(
                () -> "echo request " + number + " or a later one is answered; " + this,
                Host.SOON,
                () -> last() >= number);
        try {
            Await.until(this::toString, LATE_MAX, () -> areAnsweredUpTo(number));
        } catch (AssertionError missing) {
            throw new LostFrames(missing.getMessage());
        }
        synchronized (this) {
            if (lineOfSecondAnswer != null) {
                throw new AssertionError("answered twice: " + lineOfSecondAnswer);
            }
        }
    }

    private synchronized int last() {
        return answered.length() - 1;
    }

    private synchronized boolean areAnsweredUpTo(int number) {
        return answered.nextClearBit(0) > number;
    }

    @Override
    public synchronized String toString() {
        BitSet missing = (BitSet) answered.clone();
        missing.flip(0, missing.length());
        return missing + " of " + last() + " echo requests not answered; it said: " + lastLine;
    }

    @Override
    public void close() {
        ping.destroy();
    }
}
