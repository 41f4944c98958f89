package weave.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.Agent;
import weave.core.control.ForwardingTable;
import weave.core.fastdp.VxlanIntake;
import weave.core.fastdp.VxlanSocket;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.frame.PageKind;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.Endpoint;
import weave.core.udp.Uplink;
import weave.linux.call.CallState;

/**
 * A pair of agents with a queue of the local port, outer sockets, memory and connections of their
 * own. Which threads run them is decided above.
 */
public final class EngineQueue implements AutoCloseable {
    /** Of a sender whose datagrams lie elsewhere. */
    private static final int NO_BLOCK = 0;

    private final SpecialRing specials = new SpecialRing();
    private final Connections<SleeveConnection> connections = new Connections<>();
    private final Connections<FastPath> fastPaths;
    private final FramePort port;
    private final VxlanIntake vxlan;
    private final Endpoint endpoint;

    /** {@code null} if there are only the sockets. */
    private final Uplink uplink;

    private final int number;
    private final QueueDoorbells doorbells;
    private final MacTables macs;
    private final DataplaneCounters counters;
    private final DatagramTarget sender;
    private final List<DatagramSource> sources;
    private final EgressAgent egress;
    private final IngressAgent ingress;

    /**
     * @param number its own, from 0
     * @param vxlan {@code null} if there is none for this queue
     * @param localMtu of the containers behind {@code port}, in bytes
     * @param uplink {@code null} to send and receive by {@code endpoint} alone
     * @param fastPathsOfAll the fast datapath's, by queue
     * @param doorbells of all queues
     */
    EngineQueue(
            int number,
            FramePort port,
            VxlanIntake vxlan,
            int localMtu,
            Tuning tuning,
            Endpoint endpoint,
            Uplink uplink,
            ForwardingTable routes,
            List<Connections<FastPath>> fastPathsOfAll,
            MacTables macs,
            ArpTables arps,
            HandOverRings rings,
            QueueDoorbells doorbells,
            EventRing events,
            Doorbell conductorDoorbell,
            DataplaneCounters counters) {
        this.number = number;
        this.doorbells = doorbells;
        this.port = port;
        this.vxlan = vxlan;
        this.endpoint = endpoint;
        this.uplink = uplink;
        fastPaths = fastPathsOfAll.get(number);
        this.macs = macs;
        this.counters = counters;
        CallState egressState = new CallState();
        CallState ingressState = new CallState();
        DatagramSender kernel =
                new DatagramSender(
                        endpoint,
                        egressState,
                        new RefusedDatagrams(egressState, events, conductorDoorbell, counters),
                        uplink == null ? Limits.SEND_BLOCK_LENGTH : NO_BLOCK,
                        Limits.SEND_DATAGRAMS_MAX,
                        tuning.hugePages());
        sender = uplink == null ? kernel : uplink.target(kernel);
        sources = sources(tuning, ingressState);
        AgentParts parts =
                new AgentParts(
                        port,
                        vxlan,
                        localMtu,
                        tuning,
                        withHandedOver(rings.datagramsTo(number), tuning.receiveBatch()),
                        sender,
                        routes,
                        connections,
                        fastPaths,
                        fastPathsOfAll,
                        macs,
                        arps,
                        rings.to(number),
                        new HandOver(
                                number, rings.fromEgress(number), doorbells.egress(), egressState),
                        new HandOver(
                                number,
                                rings.fromIngress(number),
                                doorbells.egress(),
                                ingressState),
                        rings.datagramsTo(number).isEmpty()
                                ? null
                                : new HandOver(
                                        number,
                                        rings.datagramsFrom(number),
                                        doorbells.ingress(),
                                        ingressState),
                        specials,
                        events,
                        conductorDoorbell,
                        counters,
                        egressState,
                        ingressState);
        egress = new EgressAgent(parts);
        ingress = new IngressAgent(parts);
    }

    /** The uplink first, which has the most. */
    private List<DatagramSource> sources(Tuning tuning, CallState state) {
        List<DatagramSource> all = new ArrayList<>();
        if (uplink != null) {
            all.add(uplink.source());
        }
        all.add(receiver(tuning, state, endpoint.mainFd()));
        if (vxlan instanceof VxlanSocket && hasVxlanFd()) {
            all.add(receiver(tuning, state, vxlan.fd()));
        }
        return List.copyOf(all);
    }

    private static DatagramReceiver receiver(Tuning tuning, CallState state, int fd) {
        return new DatagramReceiver(
                state, fd, tuning.receiveBatch(), Limits.FRAME_SLOT_LENGTH, tuning.hugePages());
    }

    private List<DatagramSource> withHandedOver(List<HandOverRing> rings, int batch) {
        List<DatagramSource> all = new ArrayList<>(sources);
        for (HandOverRing ring : rings) {
            all.add(new HandedOverDatagrams(ring, batch));
        }
        return all;
    }

    public Agent egress() {
        return egress;
    }

    public Agent ingress() {
        return ingress;
    }

    /** What egress waits for. */
    public int captureFd() {
        return port.fd();
    }

    /** What ingress waits for. */
    public int[] receiveFds() {
        int[] ofUplink = uplink == null ? new int[0] : uplink.fds();
        int count = 1 + ofUplink.length;
        int[] fds = Arrays.copyOf(ofUplink, hasVxlanFd() ? count + 1 : count);
        fds[count - 1] = endpoint.mainFd();
        if (hasVxlanFd()) {
            fds[count] = vxlan.fd();
        }
        return fds;
    }

    /** There is one for all queues. */
    private boolean hasVxlanFd() {
        return vxlan != null && number == 0;
    }

    /** How long egress may sleep now; egress asks. */
    public int egressSleepMillisMax() {
        return sender.isUnsent() ? Limits.SLEEP_MILLIS_UNSENT : Limits.SLEEP_MILLIS_MAX;
    }

    public Doorbell egressDoorbell() {
        return doorbells.egress()[number];
    }

    /** That of egress where one thread runs both. */
    public Doorbell ingressDoorbell() {
        return doorbells.ingress()[number];
    }

    public SpecialRing specials() {
        return specials;
    }

    Connections<SleeveConnection> connections() {
        return connections;
    }

    Connections<FastPath> fastPaths() {
        return fastPaths;
    }

    public MacTables macs() {
        return macs;
    }

    DataplaneCounters counters() {
        return counters;
    }

    /** What frames lie in: the smallest of what there is. */
    public PageKind pages() {
        PageKind pages = port.memory().pages().smaller(sender.memory().pages());
        for (DatagramSource source : sources) {
            pages = pages.smaller(source.memory().pages());
        }
        return pages;
    }

    /** What its connections submit their datagrams to; egress's alone. */
    public DatagramTarget sender() {
        return sender;
    }

    /** After every thread that ran an agent of any queue has ended. */
    @Override
    public void close() {
        egress.close();
        ingress.close();
        sender.close();
        sources.forEach(DatagramSource::close);
        doorbells.close(number);
    }
}
