package weave.core.engine;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.status.CountersManager;
import weave.core.control.ForwardingTable;
import weave.core.forward.MacTables;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.Endpoint;
import weave.linux.call.CallState;

/** One pair of agents and all that they share, wired. Which threads run them is decided above. */
public final class Engine implements AutoCloseable {
    private final EventRing events = new EventRing();
    private final SpecialRing specials = new SpecialRing();
    private final RelayRing relays = new RelayRing();
    private final SleeveConnections connections = new SleeveConnections();
    private final Doorbell egressDoorbell = new Doorbell();
    private final Doorbell ingressDoorbell = new Doorbell();
    private final Doorbell conductorDoorbell = new Doorbell();
    private final Endpoint endpoint;
    private final MacTables macs;
    private final DataplaneCounters counters;
    private final DatagramSender sender;
    private final DatagramReceiver receiver;
    private final EgressAgent egress;
    private final IngressAgent ingress;

    /**
     * @param localMtu of the containers behind {@code port}, in bytes
     */
    public Engine(
            long self,
            FramePort port,
            int localMtu,
            Tuning tuning,
            Endpoint endpoint,
            ForwardingTable routes,
            CountersManager countersManager) {
        this.endpoint = endpoint;
        macs = new MacTables(self, Limits.MACS_MAX, Limits.MAC_MOVE_NANOS);
        counters = new DataplaneCounters(countersManager);
        CallState egressState = new CallState();
        sender =
                new DatagramSender(
                        endpoint,
                        egressState,
                        new RefusedDatagrams(egressState, events, conductorDoorbell, counters),
                        Limits.SEND_BLOCK_LENGTH,
                        Limits.SEND_DATAGRAMS_MAX);
        receiver = new DatagramReceiver(tuning.receiveBatch(), Limits.FRAME_SLOT_LENGTH);
        AgentParts parts =
                new AgentParts(
                        port,
                        localMtu,
                        tuning,
                        endpoint,
                        receiver,
                        sender,
                        routes,
                        connections,
                        macs,
                        relays,
                        specials,
                        events,
                        egressDoorbell,
                        conductorDoorbell,
                        counters,
                        egressState);
        egress = new EgressAgent(parts);
        ingress = new IngressAgent(parts);
    }

    public Agent egress() {
        return egress;
    }

    public Agent ingress() {
        return ingress;
    }

    /** What ingress waits for. */
    public int receiveFd() {
        return endpoint.mainFd();
    }

    public Doorbell egressDoorbell() {
        return egressDoorbell;
    }

    public Doorbell ingressDoorbell() {
        return ingressDoorbell;
    }

    public Doorbell conductorDoorbell() {
        return conductorDoorbell;
    }

    public EventRing events() {
        return events;
    }

    public SpecialRing specials() {
        return specials;
    }

    public SleeveConnections connections() {
        return connections;
    }

    public MacTables macs() {
        return macs;
    }

    public DataplaneCounters counters() {
        return counters;
    }

    /** What connections submit their datagrams to; egress's alone. */
    public DatagramSender sender() {
        return sender;
    }

    /** After every thread that ran an agent has ended. */
    @Override
    public void close() {
        egress.close();
        ingress.close();
        sender.close();
        receiver.close();
        egressDoorbell.close();
        ingressDoorbell.close();
        conductorDoorbell.close();
    }
}
