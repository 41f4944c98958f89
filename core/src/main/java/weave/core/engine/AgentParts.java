package weave.core.engine;

import weave.core.control.ForwardingTable;
import weave.core.forward.MacTables;
import weave.core.port.FramePort;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.Endpoint;
import weave.linux.call.CallState;

/**
 * What one pair of agents works with.
 *
 * @param localMtu of the containers behind the port, in bytes
 * @param receiver ingress's
 * @param sender egress's, calling the kernel with {@code egressState}
 * @param egressDoorbell wakes the thread that runs egress
 * @param conductorDoorbell wakes the conductor
 */
record AgentParts(
        FramePort port,
        int localMtu,
        Tuning tuning,
        Endpoint endpoint,
        DatagramReceiver receiver,
        DatagramSender sender,
        ForwardingTable routes,
        SleeveConnections connections,
        MacTables macs,
        RelayRing relays,
        SpecialRing specials,
        EventRing events,
        Doorbell egressDoorbell,
        Doorbell conductorDoorbell,
        DataplaneCounters counters,
        CallState egressState) {}
