package weave.core.engine;

import weave.core.control.ForwardingTable;
import weave.core.fastdp.UpcallPort;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.Endpoint;
import weave.linux.call.CallState;

/**
 * What the pair of agents of one queue works with.
 *
 * @param upcalls what a kernel datapath leaves to this queue, {@code null} if nothing
 * @param localMtu of the containers behind the port, in bytes
 * @param receiver ingress's
 * @param sender egress's, calling the kernel with {@code egressState}
 * @param connections sleeve's that belong to this queue
 * @param fastPaths the fast datapath's that belong to this queue
 * @param handedOver what agents hand over to egress
 * @param fromEgress hands over to the egresses of other queues
 * @param fromIngress hands over to all egresses, calling the kernel with {@code ingressState}
 * @param conductorDoorbell wakes the conductor
 */
record AgentParts(
        FramePort port,
        UpcallPort upcalls,
        int localMtu,
        Tuning tuning,
        Endpoint endpoint,
        DatagramReceiver receiver,
        DatagramSender sender,
        ForwardingTable routes,
        Connections<SleeveConnection> connections,
        Connections<FastPath> fastPaths,
        MacTables macs,
        ArpTables arps,
        HandOverRing[] handedOver,
        HandOver fromEgress,
        HandOver fromIngress,
        SpecialRing specials,
        EventRing events,
        Doorbell conductorDoorbell,
        DataplaneCounters counters,
        CallState egressState,
        CallState ingressState) {}
