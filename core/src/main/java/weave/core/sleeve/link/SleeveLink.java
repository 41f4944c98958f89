package weave.core.sleeve.link;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import weave.core.sleeve.SpecialFrame;

/**
 * The life of one sleeve connection. Each side sends heartbeats over UDP and confirms the other's
 * over TCP; it is established when its own have been confirmed.
 *
 * <pre>
 *            confirm()                  control 1                   stop(), 60 s of silence,
 *   prepared ---------> heartbeats every ---------> established:    refused by the system
 *                       500 ms                      heartbeats every ---------------------> stopped
 *                                                   10 s
 * </pre>
 *
 * The neighbour's address is where its last valid heartbeat came from: it may sit behind a
 * translator, or move. Every confirmation of a heartbeat also starts a fragmentation test, repeated
 * every 5 minutes, and a frame so large that the kernel says what the path carries.
 *
 * <p>Times are nanoseconds of a clock that never goes back and is not negative. One thread. What
 * the neighbour says is not trusted: what makes no sense is ignored.
 */
public final class SleeveLink {
    private static final long HEARTBEAT_FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long HEARTBEAT_SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long HEARTBEAT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long FRAGMENTATION_TEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final SleeveLinkActions actions;
    private final long connectionUid;
    private final int timeScale;
    private final PathMtuSearch search;

    private final Deadline heartbeat = new Deadline();
    private final Deadline heartbeatTimeout = new Deadline();
    private final Deadline fragmentationTest = new Deadline();

    private InetSocketAddress remoteAddress;
    private long heartbeatIntervalNanos;
    private boolean confirmed;
    private boolean heardFrom;
    private boolean established;
    private boolean fragmentationWorks;
    private boolean stopped;

    /**
     * @param connectionUid what this connection's heartbeats carry
     * @param remoteAddress where the neighbour listens, or {@code null} until its heartbeat tells
     * @param sealed whether the connection is encrypted
     * @param timeScale what the timers but those of probes are divided by: 1, or more in tests
     */
    public SleeveLink(
            SleeveLinkActions actions,
            long connectionUid,
            InetSocketAddress remoteAddress,
            boolean sealed,
            int timeScale) {
        this.actions = actions;
        this.connectionUid = connectionUid;
        this.remoteAddress = remoteAddress;
        this.timeScale = timeScale;
        search = new PathMtuSearch(actions, sealed);
    }

    // --- The mesh connection.

    /** The mesh has accepted the connection; datagrams are exchanged from now on. */
    public void confirm(long nowNanos) {
        if (stopped || confirmed) {
            return;
        }
        confirmed = true;
        heartbeatIntervalNanos = scaled(HEARTBEAT_FAST_NANOS);
        heartbeatTimeout.set(nowNanos + scaled(HEARTBEAT_TIMEOUT_NANOS));
        if (remoteAddress != null) {
            beat(nowNanos);
        }
    }

    /**
     * A control message of {@link SleeveControl}; others are ignored. Before {@link #confirm}
     * nothing has been sent that it could answer.
     */
    public void control(int tag, byte[] payload, long nowNanos) {
        if (stopped || !confirmed) {
            return;
        }
        switch (tag) {
            case SleeveControl.HEARTBEAT_RECEIVED -> heartbeatConfirmed(nowNanos);
            case SleeveControl.FRAGMENTATION_TEST_RECEIVED -> setFragmentationWorks(true);
            case SleeveControl.PROBE_RECEIVED ->
                    search.acknowledged(SleeveControl.probedMtu(payload), nowNanos);
            default -> {}
        }
    }

    /** Ends it: no action follows. */
    public void stop() {
        stopped = true;
        heartbeat.clear();
        heartbeatTimeout.clear();
        fragmentationTest.clear();
    }

    // --- Special frames from the neighbour.

    /**
     * A heartbeat has arrived.
     *
     * @param uid what it carries
     * @param from the UDP address it came from
     */
    public void heartbeatReceived(long uid, InetSocketAddress from, long nowNanos) {
        if (stopped || uid != connectionUid) {
            return;
        }
        adopt(from, nowNanos);
        if (!heardFrom) {
            heardFrom = true;
            actions.sendControl(SleeveControl.HEARTBEAT_RECEIVED, SleeveControl.empty());
        }
        if (confirmed) {
            heartbeatTimeout.set(nowNanos + scaled(HEARTBEAT_TIMEOUT_NANOS));
        }
    }

    /** A fragmentation test has arrived with all its bytes zero. */
    public void fragmentationTestReceived() {
        if (!stopped) {
            actions.sendControl(SleeveControl.FRAGMENTATION_TEST_RECEIVED, SleeveControl.empty());
        }
    }

    /** An MTU probe of this many bytes has arrived. */
    public void probeReceived(int frameLength) {
        if (!stopped) {
            int mtu = frameLength - SpecialFrame.HEADER_LENGTH;
            actions.sendControl(SleeveControl.PROBE_RECEIVED, SleeveControl.probeReceived(mtu));
        }
    }

    // --- What the kernel says.

    /**
     * A datagram with DF was refused as too long.
     *
     * @param pathMtu what the kernel believes the path to carry, in bytes
     */
    public void pathMtu(int pathMtu, long nowNanos) {
        if (!stopped) {
            search.refused(pathMtu, nowNanos);
        }
    }

    /** Sending failed for another reason than length. */
    public void sendFailed(String reason) {
        fail(reason);
    }

    // --- Time.

    /** When {@link #onTimer} has something to do, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        if (stopped) {
            return Deadline.NEVER;
        }
        long own = Math.min(heartbeat.atNanos(), heartbeatTimeout.atNanos());
        return Math.min(Math.min(own, fragmentationTest.atNanos()), search.deadlineNanos());
    }

    /** Does what is due; harmless when nothing is. */
    public void onTimer(long nowNanos) {
        if (stopped) {
            return;
        }
        if (heartbeatTimeout.fires(nowNanos)) {
            fail("timed out waiting for UDP heartbeat");
            return;
        }
        if (heartbeat.fires(nowNanos)) {
            beat(nowNanos);
        }
        if (fragmentationTest.fires(nowNanos)) {
            testFragmentation(nowNanos);
        }
        search.onTimer(nowNanos);
    }

    // --- For status pages.

    /** Where datagrams for the neighbour go; {@code null} while it is not known. */
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    public boolean isEstablished() {
        return established;
    }

    /** The largest inner IP packet that travels whole, in bytes. */
    public int innerMtu() {
        return search.innerMtu();
    }

    /** The largest UDP payload that the path carries, in bytes. */
    public int maxPayload() {
        return search.maxPayload();
    }

    /** Whether fragments of datagrams are known to arrive. */
    public boolean fragmentationWorks() {
        return fragmentationWorks;
    }

    // --- Steps.

    private void adopt(InetSocketAddress from, long nowNanos) {
        if (from.equals(remoteAddress)) {
            return;
        }
        boolean first = remoteAddress == null;
        remoteAddress = from;
        actions.remoteAddress(from);
        if (first && confirmed) {
            beat(nowNanos);
        }
    }

    private void beat(long nowNanos) {
        heartbeat.set(nowNanos + heartbeatIntervalNanos);
        actions.sendHeartbeat();
    }

    private void heartbeatConfirmed(long nowNanos) {
        if (!established) {
            established = true;
            heartbeatIntervalNanos = scaled(HEARTBEAT_SLOW_NANOS);
            heartbeat.set(nowNanos + heartbeatIntervalNanos);
            actions.established();
        }
        testFragmentation(nowNanos);
        actions.sendProbe(SpecialFrame.DISCOVERY_LENGTH);
    }

    private void testFragmentation(long nowNanos) {
        setFragmentationWorks(false);
        fragmentationTest.set(nowNanos + scaled(FRAGMENTATION_TEST_NANOS));
        actions.sendFragmentationTest();
    }

    private void setFragmentationWorks(boolean works) {
        if (fragmentationWorks != works) {
            fragmentationWorks = works;
            actions.fragmentationWorks(works);
        }
    }

    private void fail(String reason) {
        if (!stopped) {
            stop();
            actions.failed(reason);
        }
    }

    private long scaled(long nanos) {
        return nanos / timeScale;
    }
}
