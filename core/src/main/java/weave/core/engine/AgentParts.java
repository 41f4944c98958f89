package weave.core.engine;

import java.util.List;
import weave.core.control.ForwardingTable;
import weave.core.fastdp.VxlanIntake;
import weave.core.forward.ArpTables;
import weave.core.forward.MacTables;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.linux.call.CallState;

/**
 * What the pair of agents of one queue works with.
 *
 * @param vxlan how frames in VXLAN come to this queue, {@code null} if none do
 * @param localMtu of the containers behind the port, in bytes
 * @param sources ingress's datagrams, in the order in which they are asked
 * @param sender egress's, calling the kernel with {@code egressState}
 * @param connections sleeve's that belong to this queue
 * @param fastPaths the fast datapath's that belong to this queue
 * @param fastPathsOfAll the fast datapath's, by the queue that they belong to
 * @param handedOver what agents hand over to egress
 * @param fromEgress hands over to the egresses of other queues
 * @param fromIngress hands over to all egresses, calling the kernel with {@code ingressState}
 * @param toIngresses hands over datagrams to the ingresses of other queues, calling the kernel with
 *     {@code ingressState}; {@code null} where all that arrives is for this queue
 * @param conductorDoorbell wakes the conductor
 */
record AgentParts(
        FramePort port,
        VxlanIntake vxlan,
        int localMtu,
        Tuning tuning,
        List<DatagramSource> sources,
        DatagramTarget sender,
        ForwardingTable routes,
        Connections<SleeveConnection> connections,
        Connections<FastPath> fastPaths,
        List<Connections<FastPath>> fastPathsOfAll,
        MacTables macs,
        ArpTables arps,
        HandOverRing[] handedOver,
        HandOver fromEgress,
        HandOver fromIngress,
        HandOver toIngresses,
        SpecialRing specials,
        EventRing events,
        Doorbell conductorDoorbell,
        DataplaneCounters counters,
        CallState egressState,
        CallState ingressState) {}
