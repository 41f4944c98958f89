package weave.core.fastdp;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import weave.core.sleeve.link.Deadline;

/**
 * The life of one connection's fast datapath. Each side sends heartbeats in VXLAN and confirms the
 * other's over TCP.
 *
 * <pre>
 *            confirm()                  HEARTBEAT_RECEIVED
 *   prepared ---------> heartbeats every -----------------> established: heartbeats every 10 s
 *                       500 ms
 *                              silence for 60 s, or the other side's
 *   established, or not yet ----------------------------------------> unhealthy
 *                           <----------------------------------------
 *                              a heartbeat, and the other side's HEARTBEAT_RECEIVED
 * </pre>
 *
 * Between peers that both announce it they <em>beat quickly</em> once established: every 150 ms, so
 * that half a second of silence says that something is wrong; who notices tells the other side, as
 * a path may be broken in one direction only. Then only some of the heartbeats have the length of
 * the longest frame, which proves that the path carries it.
 *
 * <p>A host that was paused finds its neighbours silent, and they are not: it listens a moment
 * longer, once.
 *
 * <p>It never fails for good. Times are nanoseconds of a clock that never goes back. One thread.
 * What the neighbour says is not trusted: what makes no sense is ignored.
 */
public final class FastLink {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SLOW_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long QUICK_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of quick heartbeats every so manieth has the full length. */
    private static final int FULL_EVERY = 20;

    /** So long may none of full length arrive: two may be lost. */
    private static final long FULL_TIMEOUT_NANOS = QUICK_NANOS * FULL_EVERY * 3;

    /** Who is told the time this late was asleep, and has yet to read what came meanwhile. */
    private static final long OVERSLEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FastLinkActions actions;
    private final long connectionUid;
    private final int fullLength;
    private final boolean quick;
    private final int timeScale;
    private final Deadline heartbeat = new Deadline();
    private final Deadline timeout = new Deadline();
    private final Deadline fullTimeout = new Deadline();

    private int remoteIp;
    private long intervalNanos;
    private int beats;
    private boolean confirmed;
    private boolean heardFrom;
    private boolean established;
    private boolean stopped;

    /** Whether the neighbour has been heard to beat quickly. */
    private boolean quickThere;

    /** Whether silence was excused because we were asleep; once until something arrives. */
    private boolean excused;

    /** Why nothing arrives here; {@code null} while something does. */
    private String silence;

    /** Whether none of full length arrives here. */
    private boolean fullMissed;

    /** Whether the neighbour says that nothing arrives there. */
    private boolean missedThere;

    private boolean unhealthy;

    /**
     * @param connectionUid what this connection's heartbeats carry
     * @param remoteIp where the neighbour is
     * @param fullLength of the longest frame that is to be carried, in bytes
     * @param quick whether both sides beat quickly
     * @param timeScale what the timers of slow heartbeats are divided by: 1, or more in tests
     */
    public FastLink(
            FastLinkActions actions,
            long connectionUid,
            int remoteIp,
            int fullLength,
            boolean quick,
            int timeScale) {
        this.actions = actions;
        this.connectionUid = connectionUid;
        this.remoteIp = remoteIp;
        this.fullLength = fullLength;
        this.quick = quick;
        this.timeScale = timeScale;
    }

    /** The mesh has accepted the connection, and what encrypts it is in place. */
    public void confirm(long nowNanos) {
        if (stopped || confirmed) {
            return;
        }
        confirmed = true;
        intervalNanos = FIRST_NANOS / timeScale;
        timeout.set(nowNanos + SLOW_TIMEOUT_NANOS / timeScale);
        beat(nowNanos);
    }

    /** A control message without a payload that matters; unknown tags are ignored. */
    public void control(int tag, long nowNanos) {
        if (stopped || !confirmed) {
            return;
        }
        if (tag == FastControl.HEARTBEAT_RECEIVED) {
            missedThere = false;
            if (!established) {
                established = true;
                intervalNanos = quick ? QUICK_NANOS : SLOW_NANOS / timeScale;
                heartbeat.set(nowNanos + intervalNanos);
                actions.established();
            }
            judge();
        } else if (tag == FastControl.HEARTBEAT_MISSED && quick) {
            missedThere = true;
            judge();
        }
    }

    /**
     * A heartbeat has arrived whole.
     *
     * @param uid what it carries
     * @param length of its frame, in bytes
     * @param ip the IPv4 address that it came from
     */
    public void heartbeatReceived(long uid, int length, int ip, long nowNanos) {
        if (stopped || uid != connectionUid) {
            return;
        }
        if (ip != remoteIp) {
            remoteIp = ip;
            actions.remoteIp(ip);
        }
        boolean first = !heardFrom;
        heardFrom = true;
        boolean missedBefore = isMissed();
        silence = null;
        excused = false;
        if (length >= fullLength) {
            fullMissed = false;
            fullTimeout.set(nowNanos + FULL_TIMEOUT_NANOS);
        } else {
            quickThere = quick;
        }
        listen(nowNanos);
        if (first || quick && missedBefore && !isMissed()) {
            actions.sendControl(FastControl.HEARTBEAT_RECEIVED);
        }
        judge();
    }

    /** Ends it: no action follows. */
    public void stop() {
        stopped = true;
        heartbeat.clear();
        timeout.clear();
        fullTimeout.clear();
    }

    /** When {@link #onTimer} has something to do, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        if (stopped) {
            return Deadline.NEVER;
        }
        long silence = Math.min(timeout.atNanos(), quick ? fullTimeout.atNanos() : Deadline.NEVER);
        return Math.min(heartbeat.atNanos(), silence);
    }

    /** Does what is due; harmless when nothing is. */
    public void onTimer(long nowNanos) {
        if (stopped) {
            return;
        }
        if (quickThere && !excused && nowNanos - nextDeadlineNanos() > OVERSLEPT_NANOS) {
            excuse(nowNanos);
        }
        if (timeout.fires(nowNanos)) {
            long nanos = quickThere ? QUICK_TIMEOUT_NANOS : SLOW_TIMEOUT_NANOS;
            silence = String.format(Locale.ROOT, "no heartbeat for %.1f s", nanos / 1e9);
            miss();
        }
        if (quick && fullTimeout.fires(nowNanos)) {
            fullMissed = true;
            miss();
        }
        if (heartbeat.fires(nowNanos)) {
            beat(nowNanos);
        }
    }

    public boolean isEstablished() {
        return established;
    }

    /** Whether it works at present, as far as is known. */
    public boolean isHealthy() {
        return !unhealthy;
    }

    private void beat(long nowNanos) {
        heartbeat.set(nowNanos + intervalNanos);
        boolean shortOne = quick && established && beats % FULL_EVERY != 0;
        beats++;
        actions.sendHeartbeat(shortOne ? FastHeartbeat.LENGTH_MIN : fullLength);
    }

    private void listen(long nowNanos) {
        timeout.set(nowNanos + (quickThere ? QUICK_TIMEOUT_NANOS : SLOW_TIMEOUT_NANOS / timeScale));
    }

    private void excuse(long nowNanos) {
        long untilNanos = nowNanos + QUICK_NANOS;
        if (timeout.atNanos() < untilNanos) {
            timeout.set(untilNanos);
            excused = true;
        }
    }

    private boolean isMissed() {
        return silence != null || fullMissed;
    }

    private void miss() {
        if (quick && heardFrom) {
            actions.sendControl(FastControl.HEARTBEAT_MISSED);
        } else if (!quick) {
            intervalNanos = SLOW_NANOS / timeScale;
        }
        judge();
    }

    private void judge() {
        boolean bad = isMissed() || missedThere;
        if (bad == unhealthy) {
            return;
        }
        unhealthy = bad;
        if (bad) {
            actions.unhealthy(trouble());
        } else {
            actions.recovered();
        }
    }

    private String trouble() {
        if (silence != null) {
            return silence;
        }
        return fullMissed
                ? "no heartbeat of " + fullLength + " bytes arrives"
                : "the peer misses our heartbeats";
    }
}
