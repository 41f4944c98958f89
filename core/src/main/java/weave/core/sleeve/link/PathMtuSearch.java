package weave.core.sleeve.link;

import java.util.concurrent.TimeUnit;
import weave.core.sleeve.SleeveLayout;
import weave.core.sleeve.SpecialFrame;

/**
 * Finds the largest inner packet that a path carries. The kernel's refusal of a datagram starts it,
 * and gives the first candidate, which is right more often than not; it is used at once, and tried
 * with probes. When they are lost, the search halves the distance to what is known to be good.
 *
 * <pre>
 *                     refused: candidate = kernel's MTU - overhead
 *            +------+ ---------------------------------------------> +---------+ --+ timer, tries
 *            | idle |                                                | probing |   | left: again
 *            +------+ <--------------------------------------------- +---------+ <-+
 *                     good + 1 >= bad: inner MTU = good               |       ^
 *                                                                     +-------+
 *                              acknowledged: good = candidate | tries used up: bad = candidate
 *                                         candidate = (good + bad) / 2
 * </pre>
 */
final class PathMtuSearch {
    /** Every path is assumed to carry this much, in bytes. */
    static final int GOOD_ASSUMED = 552;

    private static final int TESTS_MAX = 8;

    /** A round trip, doubled with every try; not a protocol timeout, so never scaled. */
    private static final long FIRST_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SleeveLinkActions actions;
    private final int overhead;
    private final Deadline timer = new Deadline();

    private int candidate;
    private int highestGood;
    private int lowestBad;
    private int testsSent;
    private int innerMtu = SleeveLayout.MTU_INITIAL;
    private int maxPayload = SleeveLayout.PAYLOAD_MAX;

    PathMtuSearch(SleeveLinkActions actions, boolean sealed) {
        this.actions = actions;
        overhead = SleeveLayout.totalOverhead(sealed);
    }

    /**
     * The kernel refused a datagram with DF.
     *
     * @param pathMtu what it believes the path to carry, IP header included, in bytes
     * @return whether it started a search; not if one for less is running already
     */
    boolean refused(int pathMtu, long nowNanos) {
        int mtu = pathMtu - overhead;
        if (mtu <= 0 || candidate != 0 && mtu >= candidate) {
            return false;
        }
        highestGood = GOOD_ASSUMED;
        lowestBad = mtu + 1;
        publish(mtu);
        propose(mtu, nowNanos);
        return true;
    }

    /** The neighbour has received a probe. */
    void acknowledged(int mtu, long nowNanos) {
        if (candidate == 0 || mtu != candidate) {
            return;
        }
        highestGood = candidate;
        step(nowNanos);
    }

    void onTimer(long nowNanos) {
        if (!timer.fires(nowNanos)) {
            return;
        }
        if (testsSent < TESTS_MAX) {
            probe(nowNanos);
            return;
        }
        lowestBad = candidate;
        step(nowNanos);
    }

    long deadlineNanos() {
        return timer.atNanos();
    }

    private void step(long nowNanos) {
        if (highestGood + 1 >= lowestBad) {
            candidate = 0;
            timer.clear();
            publish(highestGood);
            return;
        }
        propose((highestGood + lowestBad) / 2, nowNanos);
    }

    private void propose(int mtu, long nowNanos) {
        candidate = mtu;
        testsSent = 0;
        probe(nowNanos);
    }

    private void probe(long nowNanos) {
        timer.set(nowNanos + (FIRST_TIMEOUT_NANOS << testsSent));
        testsSent++;
        actions.sendProbe(probeLength(candidate));
    }

    private void publish(int mtu) {
        innerMtu = mtu;
        maxPayload = Math.min(mtu + overhead - SleeveLayout.UDP_OVERHEAD, SleeveLayout.PAYLOAD_MAX);
        actions.mtuChanged(innerMtu, maxPayload);
    }

    private static int probeLength(int mtu) {
        return mtu + SpecialFrame.HEADER_LENGTH;
    }

    int innerMtu() {
        return innerMtu;
    }

    int maxPayload() {
        return maxPayload;
    }

    /** The MTU being tried; 0 when no search is running. */
    int candidate() {
        return candidate;
    }

    int highestGood() {
        return highestGood;
    }

    int lowestBad() {
        return lowestBad;
    }

    int testsSent() {
        return testsSent;
    }
}
