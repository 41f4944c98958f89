package weave.tools.uplink;

import java.util.List;
import java.util.Map;
import weave.xdp.port.Arrival;
import weave.xdp.port.Departure;
import weave.xdp.program.PacketOutcome;

/**
 * The uplink as status pages and metrics show it.
 *
 * @param device the interface's name
 * @param state what it does at the moment
 * @param mode how frames come into our memory
 * @param isZeroCopy whether the network card itself writes and reads it
 * @param refusals why not in another mode, if that was tried
 * @param queues of the interface
 * @param queuesWanted of the dataplane; it has no more than the interface
 * @param received datagrams, by the interface's queues
 * @param sent datagrams past the kernel, by the dataplane's queues, which send by the interface's
 *     queues of the same numbers
 * @param packets what became of all packets that the interface received
 * @param arrivals what became of those that came to us
 * @param departures by which way datagrams left
 * @param framesLent frames that the kernel has at the moment
 */
public record UplinkStatus(
        String device,
        String state,
        UplinkMode mode,
        boolean isZeroCopy,
        Map<UplinkMode, String> refusals,
        int queues,
        int queuesWanted,
        List<Long> received,
        List<Long> sent,
        Map<PacketOutcome, Long> packets,
        Map<Arrival, Long> arrivals,
        Map<Departure, Long> departures,
        long framesLent) {}
