package weave.core.engine;

import org.agrona.concurrent.Agent;
import weave.core.control.ForwardingTable;
import weave.core.fastdp.UpcallPort;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.frame.PageKind;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.Endpoint;
import weave.linux.call.CallState;

/**
 * A pair of agents with a queue of the local port, outer sockets, memory and connections of their
 * own. Which threads run them is decided above.
 */
public final class EngineQueue implements AutoCloseable {
    private final SpecialRing specials = new SpecialRing();
    private final Connections<SleeveConnection> connections = new Connections<>();
    private final Connections<FastPath> fastPaths = new Connections<>();
    private final Doorbell ingressDoorbell = new Doorbell();
    private final FramePort port;
    private final UpcallPort upcalls;
    private final Endpoint endpoint;
    private final Doorbell egressDoorbell;
    private final MacTables macs;
    private final DataplaneCounters counters;
    private final DatagramSender sender;
    private final DatagramReceiver receiver;
    private final EgressAgent egress;
    private final IngressAgent ingress;

    /**
     * @param number its own, 0 to the number of doorbells minus 1
     * @param upcalls {@code null} if there are none for this queue
     * @param localMtu of the containers behind {@code port}, in bytes
     * @param egressDoorbells of all queues
     */
    EngineQueue(
            int number,
            FramePort port,
            UpcallPort upcalls,
            int localMtu,
            Tuning tuning,
            Endpoint endpoint,
            ForwardingTable routes,
            MacTables macs,
            ArpTables arps,
            HandOverRings rings,
            Doorbell[] egressDoorbells,
            EventRing events,
            Doorbell conductorDoorbell,
            DataplaneCounters counters) {
        this.port = port;
        this.upcalls = upcalls;
        this.endpoint = endpoint;
        this.macs = macs;
        this.counters = counters;
        egressDoorbell = egressDoorbells[number];
        CallState egressState = new CallState();
        CallState ingressState = new CallState();
        sender =
                new DatagramSender(
                        endpoint,
                        egressState,
                        new RefusedDatagrams(egressState, events, conductorDoorbell, counters),
                        Limits.SEND_BLOCK_LENGTH,
                        Limits.SEND_DATAGRAMS_MAX,
                        tuning.hugePages());
        receiver =
                new DatagramReceiver(
                        tuning.receiveBatch(), Limits.FRAME_SLOT_LENGTH, tuning.hugePages());
        AgentParts parts =
                new AgentParts(
                        port,
                        upcalls,
                        localMtu,
                        tuning,
                        endpoint,
                        receiver,
                        sender,
                        routes,
                        connections,
                        fastPaths,
                        macs,
                        arps,
                        rings.to(number),
                        new HandOver(
                                number, rings.fromEgress(number), egressDoorbells, egressState),
                        new HandOver(
                                number, rings.fromIngress(number), egressDoorbells, ingressState),
                        specials,
                        events,
                        conductorDoorbell,
                        counters,
                        egressState,
                        ingressState);
        egress = new EgressAgent(parts);
        ingress = new IngressAgent(parts);
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
        return upcalls == null
                ? new int[] {endpoint.mainFd()}
                : new int[] {endpoint.mainFd(), upcalls.fd()};
    }

    public Doorbell egressDoorbell() {
        return egressDoorbell;
    }

    public Doorbell ingressDoorbell() {
        return ingressDoorbell;
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
        PageKind outer = receiver.memory().pages().smaller(sender.memory().pages());
        return outer.smaller(port.memory().pages());
    }

    /** What its connections submit their datagrams to; egress's alone. */
    public DatagramSender sender() {
        return sender;
    }

    /** After every thread that ran an agent of any queue has ended. */
    @Override
    public void close() {
        egress.close();
        ingress.close();
        sender.close();
        receiver.close();
        egressDoorbell.close();
        ingressDoorbell.close();
    }
}
