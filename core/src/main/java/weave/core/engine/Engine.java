package weave.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;
import weave.core.control.ForwardingTable;
import weave.core.fastdp.VxlanIntake;
import weave.core.fastdp.VxlanSocket;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.frame.PageKind;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;
import weave.core.udp.PeerQueues;
import weave.core.udp.Uplink;

/**
 * The queues of the dataplane and all that they share, wired. Every connection belongs to one
 * queue, which its neighbour's name selects ({@link PeerQueues}).
 */
public final class Engine implements AutoCloseable {
    private final EventRing events = new EventRing();
    private final Doorbell conductorDoorbell = new Doorbell();
    private final HandOverRings rings;
    private final EngineQueue[] queues;

    /**
     * @param ports a queue of the local port each
     * @param vxlan how frames in VXLAN come to user space, {@code null} if none do
     * @param localMtu of the containers behind them, in bytes
     * @param endpoints as many
     * @param uplinks as many, or none to send and receive by the endpoints alone
     */
    public Engine(
            long self,
            List<? extends FramePort> ports,
            VxlanIntake vxlan,
            int localMtu,
            Tuning tuning,
            List<Endpoint> endpoints,
            List<? extends Uplink> uplinks,
            ForwardingTable routes,
            CountersManager countersManager) {
        int count = ports.size();
        assert endpoints.size() == count : endpoints.size();
        // A card deals out packets by addresses and ports, and VXLAN comes to one socket.
        boolean dealsOut = !uplinks.isEmpty() || vxlan instanceof VxlanSocket;
        rings = new HandOverRings(count, dealsOut);
        queues = new EngineQueue[count];
        MacTables[] macs = MacTables.ofQueues(count, self, Limits.MACS_MAX, Limits.MAC_MOVE_NANOS);
        ArpTables[] arps = ArpTables.ofQueues(count, Limits.ARPS_MAX, Limits.ARP_AGE_NANOS_MAX);
        List<Connections<FastPath>> fastPaths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fastPaths.add(new Connections<>());
        }
        QueueDoorbells doorbells = QueueDoorbells.of(count, tuning.threads());
        for (int i = 0; i < count; i++) {
            queues[i] =
                    new EngineQueue(
                            i,
                            ports.get(i),
                            i == 0 || vxlan instanceof VxlanSocket ? vxlan : null,
                            localMtu,
                            tuning,
                            endpoints.get(i),
                            uplinks.isEmpty() ? null : uplinks.get(i),
                            routes,
                            List.copyOf(fastPaths),
                            macs[i],
                            arps[i],
                            rings,
                            doorbells,
                            events,
                            conductorDoorbell,
                            new DataplaneCounters(
                                    countersManager, count == 1 ? "" : "QUEUE " + i + " "));
        }
    }

    /** All queues, in order. */
    public List<EngineQueue> queues() {
        return List.of(queues);
    }

    /** The queue to which the connection to a neighbour belongs. */
    public EngineQueue queueOf(long neighbour) {
        return queues[PeerQueues.queueOf(neighbour, queues.length)];
    }

    /** The conductor: this one sends and receives from now on. */
    public void add(SleeveConnection connection) {
        queueOf(connection.remotePeer()).connections().add(connection);
    }

    /** The conductor: it neither sends nor receives any more. */
    public void remove(SleeveConnection connection) {
        queueOf(connection.remotePeer()).connections().remove(connection);
    }

    /** The conductor: heartbeats may be sent this way from now on, and frames when it is chosen. */
    public void add(FastPath path) {
        queueOf(path.remotePeer()).fastPaths().add(path);
    }

    /** The conductor: nothing goes this way any more. */
    public void remove(FastPath path) {
        queueOf(path.remotePeer()).fastPaths().remove(path);
    }

    /** What the frames of all queues lie in: the smallest of what there is. */
    public PageKind pages() {
        PageKind pages = PageKind.HUGE;
        for (EngineQueue queue : queues) {
            pages = pages.smaller(queue.pages());
        }
        return pages;
    }

    public Doorbell conductorDoorbell() {
        return conductorDoorbell;
    }

    public EventRing events() {
        return events;
    }

    /** A counter's value, of all queues together; any thread. */
    public long read(DataplaneCounter counter) {
        long sum = 0;
        for (EngineQueue queue : queues) {
            sum += queue.counters().read(counter);
        }
        return sum;
    }

    /** After every thread that ran an agent has ended. */
    @Override
    public void close() {
        for (EngineQueue queue : queues) {
            queue.close();
        }
        rings.close();
        conductorDoorbell.close();
    }
}
