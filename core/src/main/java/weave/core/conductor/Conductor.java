package weave.core.conductor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import weave.core.engine.Doorbell;
import weave.core.engine.Engine;
import weave.core.engine.EventRing;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;

/**
 * Keeps the connections of sleeve and the fast datapath alive. Its duty cycle: what the control
 * thread asks for, what the agents report, and the timers that have run out.
 */
public final class Conductor implements Agent {
    private static final int COMMANDS_MAX = 4096;
    private static final int SLEEP_MILLIS_MAX = 60_000;

    private final ManyToOneConcurrentArrayQueue<Runnable> commands =
            new ManyToOneConcurrentArrayQueue<>(COMMANDS_MAX);
    private final Int2ObjectHashMap<ConductedConnection> conducted = new Int2ObjectHashMap<>();
    private final Long2ObjectHashMap<ConductedFastPath> fastPaths = new Long2ObjectHashMap<>();
    private final List<Conducted> due = new ArrayList<>();
    private final Engine engine;
    private final EventRing events;
    private final Doorbell doorbell;
    private volatile FastDatapath fastDatapath;
    private volatile IntConsumer portLost = errno -> {};
    private boolean portLostTold;
    private volatile IntConsumer upcallsLost = errno -> {};
    private volatile IntConsumer cutsNothing = errno -> {};
    private boolean cutsNothingTold;

    public Conductor(Engine engine) {
        this.engine = engine;
        events = engine.events();
        doorbell = engine.conductorDoorbell();
    }

    /** Tells what is learned about MAC addresses to a kernel datapath. */
    public void tell(FastDatapath datapath) {
        fastDatapath = datapath;
    }

    /** Told the errno, on the conductor's thread, when the local port is gone for good. */
    public void onPortLost(IntConsumer listener) {
        portLost = listener;
    }

    /** The same of the device by which a kernel datapath leaves frames to user space. */
    public void onUpcallsLost(IntConsumer listener) {
        upcallsLost = listener;
    }

    /**
     * Told the errno once, on the conductor's thread, when a device turns out to make the kernel
     * refuse {@code UDP_SEGMENT}.
     */
    public void onCutsNothing(IntConsumer listener) {
        cutsNothing = listener;
    }

    /**
     * Runs a command on the conductor's thread. Any thread, with its own {@code ringer}.
     *
     * @return false when so many wait already that something must be very wrong
     */
    boolean command(CallState ringer, Runnable command) {
        boolean taken = commands.offer(command);
        doorbell.ring(ringer);
        return taken;
    }

    void confirm(ConductedConnection connection) {
        conducted.put(connection.id(), connection);
        engine.add(connection.sleeve());
        connection.confirm(System.nanoTime());
    }

    void stop(ConductedConnection connection) {
        conducted.remove(connection.id());
        engine.remove(connection.sleeve());
        connection.close();
    }

    void confirm(ConductedFastPath path) {
        fastPaths.put(path.connectionUid(), path);
        engine.add(path.path());
        path.confirm(System.nanoTime());
    }

    void stop(ConductedFastPath path) {
        // Never another's: neighbours choose half of the number.
        fastPaths.remove(path.connectionUid(), path);
        engine.remove(path.path());
        long peer = path.path().remotePeer();
        path.close(
                fastPaths.values().stream().anyMatch(other -> other.path().remotePeer() == peer));
    }

    @Override
    public int doWork() {
        int workCount = commands.drain(Runnable::run);
        workCount += events.drain(this::onEvent);
        return workCount + runTimers(System.nanoTime());
    }

    private void onEvent(int type, DirectBuffer buffer, int index, int length) {
        int value = EventRing.value(buffer, index);
        switch (type) {
            case EventRing.PORT_LOST -> tellPortLost(value);
            case EventRing.UPCALLS_LOST -> upcallsLost.accept(value);
            case EventRing.CUTS_NOTHING -> tellCutsNothing(value);
            case EventRing.FAST_HEARTBEAT -> onFastHeartbeat(buffer, index, value);
            case EventRing.LEARNED -> tellLearned(buffer, index);
            default -> onSleeveEvent(type, buffer, index, value);
        }
    }

    private void onFastHeartbeat(DirectBuffer buffer, int index, int length) {
        ConductedFastPath path = fastPaths.get(EventRing.connectionUid(buffer, index));
        if (path != null) {
            int ip = UdpAddress.ip(EventRing.address(buffer, index));
            path.heartbeat(length, ip, System.nanoTime());
        }
    }

    private void tellLearned(DirectBuffer buffer, int index) {
        FastDatapath told = fastDatapath;
        if (told != null) {
            told.learned(EventRing.connectionUid(buffer, index), EventRing.address(buffer, index));
        }
    }

    private void onSleeveEvent(int type, DirectBuffer buffer, int index, int value) {
        ConductedConnection connection = conducted.get(EventRing.connectionId(buffer, index));
        if (connection == null) {
            return;
        }
        switch (type) {
            case EventRing.HEARTBEAT ->
                    connection.heartbeat(
                            EventRing.connectionUid(buffer, index),
                            EventRing.address(buffer, index),
                            System.nanoTime());
            case EventRing.FRAGMENTATION_TEST -> connection.fragmentationTestArrived();
            case EventRing.PROBE -> connection.probeArrived(value);
            case EventRing.KEYS_SPENT -> connection.keysSpent();
            default -> connection.tooBig();
        }
    }

    /** Every queue of the port reports it. */
    private void tellPortLost(int errno) {
        if (!portLostTold) {
            portLostTold = true;
            portLost.accept(errno);
        }
    }

    /** Every socket finds out by itself. */
    private void tellCutsNothing(int errno) {
        if (!cutsNothingTold) {
            cutsNothingTold = true;
            cutsNothing.accept(errno);
        }
    }

    private int runTimers(long nowNanos) {
        addDue(conducted.values(), nowNanos);
        addDue(fastPaths.values(), nowNanos);
        for (Conducted connection : due) {
            connection.onTimer(nowNanos);
        }
        int count = due.size();
        due.clear();
        return count;
    }

    private void addDue(Collection<? extends Conducted> all, long nowNanos) {
        for (Conducted connection : all) {
            if (connection.deadlineNanos() <= nowNanos) {
                due.add(connection);
            }
        }
    }

    /** How long the conductor may sleep from now, in milliseconds. */
    public int sleepMillis() {
        long nowNanos = System.nanoTime();
        long untilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(SLEEP_MILLIS_MAX);
        for (Conducted connection : conducted.values()) {
            untilNanos = Math.min(untilNanos, connection.deadlineNanos());
        }
        for (Conducted connection : fastPaths.values()) {
            untilNanos = Math.min(untilNanos, connection.deadlineNanos());
        }
        long sleepNanos = Math.max(untilNanos - nowNanos, 0);
        // Rounded up, so that the conductor does not wake just before the time.
        return (int) (sleepNanos / 1_000_000) + 1;
    }

    @Override
    public String roleName() {
        return "conductor";
    }
}
