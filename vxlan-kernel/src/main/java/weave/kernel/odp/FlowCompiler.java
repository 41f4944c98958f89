package weave.kernel.odp;

import static weave.core.control.ForwardingSnapshot.NONE;
import static weave.core.control.ForwardingSnapshot.NO_SHORT_ID;

import java.util.ArrayList;
import java.util.List;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.kernel.odp.FlowAction.Output;
import weave.kernel.odp.FlowAction.SetMark;
import weave.kernel.odp.FlowAction.SetTunnel;
import weave.kernel.odp.OdpNeighbours.Carry;
import weave.kernel.odp.OdpNeighbours.Neighbour;

/**
 * Says what the kernel is to do with frames of a kind, by all that is known at the moment; pure.
 *
 * <pre>
 *   containers ──▶ known at a peer, next hop carries ──▶ tunnel
 *              ──▶ known behind another of our ports ──▶ that port
 *              ──▶ else ───────────────────────────────▶ user space
 *   user space ────────────────────────────────────────▶ containers
 *   tunnel     ──▶ for us, both addresses known ───────▶ that port
 *              ──▶ for another peer ───────────────────▶ tunnel to the next hop
 *              ──▶ else: no flow, user space gets each frame
 * </pre>
 */
final class FlowCompiler {
    private final OdpPorts ports;
    private final OdpNeighbours neighbours;
    private final Homes homes;

    private ForwardingSnapshot snapshot = ForwardingSnapshot.alone(NONE);

    /** Whether neighbours may be there of whom nobody has told yet. */
    private boolean isSettling;

    /** Reads these each time. */
    FlowCompiler(OdpPorts ports, OdpNeighbours neighbours, Homes homes) {
        this.ports = ports;
        this.neighbours = neighbours;
        this.homes = homes;
    }

    /** From now on these are the routes. */
    void setSnapshot(ForwardingSnapshot current) {
        snapshot = current;
    }

    /** Whether what is not known may be told yet, because we have just begun. */
    void setSettling(boolean settling) {
        isSettling = settling;
    }

    ForwardingSnapshot snapshot() {
        return snapshot;
    }

    /**
     * What is to be done with frames like this one.
     *
     * @param frame the key of a frame, or of a flow made here earlier
     */
    Treatment compile(FlowKey frame) {
        if (frame.tunnel() != null) {
            return fromTunnel(frame);
        }
        return frame.inPort() == ports.userSpace() ? fromUserSpace(frame) : fromContainers(frame);
    }

    /** The peer at which a frame out of a tunnel entered the overlay; {@code NONE} if unknown. */
    long sourceOf(FlowKey frame) {
        long source = snapshot.principal(VxlanLayout.sourceShortId(frame.tunnel().id()));
        return source == snapshot.self() ? NONE : source;
    }

    private Treatment fromUserSpace(FlowKey frame) {
        List<FlowAction> all = outputs(ports.localsBut(frame.inPort()));
        if (all.size() == 1) {
            return Treatment.flow(FlowKey.ofPort(frame.inPort()), all);
        }
        long destination = frame.destination();
        FlowKey key = FlowKey.ofFrame(frame.inPort(), FlowKey.ANY, destination);
        int port = homes.portOf(destination);
        if (port != OdpPorts.NONE) {
            return Treatment.flow(key, List.of(new Output(port)));
        }
        boolean isGroup = destination != FlowKey.ANY && Ethernet.isGroup(destination);
        return isGroup && !all.isEmpty() ? Treatment.flow(key, all) : Treatment.once(key, all);
    }

    private Treatment fromContainers(FlowKey frame) {
        List<FlowAction> everywhere = outputs(ports.localsBut(frame.inPort()));
        everywhere.addAll(toUserSpace());
        if (!ports.isLocal(frame.inPort()) || frame.source() == FlowKey.ANY) {
            return Treatment.once(frame, List.of());
        }
        if (frame.destination() == Ethernet.BRIDGE_GROUP) {
            return Treatment.flow(frame, List.of());
        }
        if (isElsewhere(frame.source())) {
            // Moved here, or came in a circle: user space knows.
            return Treatment.once(frame, toUserSpace());
        }
        int home = homes.portOf(frame.source());
        if (home != OdpPorts.NONE && home != frame.inPort()) {
            // It has moved to another port. A flow would not let us see it come back.
            return Treatment.once(frame, everywhere);
        }
        if (Ethernet.isGroup(frame.destination())) {
            return Treatment.flow(frame, everywhere);
        }
        int port = homes.portOf(frame.destination());
        if (port != OdpPorts.NONE) {
            // Never back where it came from: a bridge has delivered it there already.
            return Treatment.flow(
                    frame, port == frame.inPort() ? List.of() : List.of(new Output(port)));
        }
        long peer = homes.peerOf(frame.destination());
        if (peer == NONE) {
            return Treatment.once(frame, everywhere);
        }
        return toPeer(frame, snapshot.self(), peer, 0);
    }

    private Treatment fromTunnel(FlowKey frame) {
        int tunnelId = frame.tunnel().id();
        long source = sourceOf(frame);
        long destination = snapshot.principal(VxlanLayout.destinationShortId(tunnelId));
        boolean isKnown =
                source != NONE && destination != NONE && neighbours.isAt(frame.tunnel().source());
        if (!isKnown) {
            return Treatment.once(frame, List.of());
        }
        if (destination != snapshot.self()) {
            Treatment relay =
                    toPeer(frame.withoutMacs(), source, destination, frame.tunnel().source());
            // What cannot go on from here is user space's: an upcall, not an output.
            return relay.isTunnelled() ? relay : Treatment.once(frame, List.of());
        }
        int port = homes.portOf(frame.destination());
        boolean isDelivered = port != OdpPorts.NONE && homes.peerOf(frame.source()) == source;
        return isDelivered
                ? Treatment.flow(frame, List.of(new Output(port)))
                : Treatment.once(frame, List.of());
    }

    /**
     * @param cameFrom the host it came from, where it is not sent back to, or 0
     */
    private Treatment toPeer(FlowKey key, long source, long destination, int cameFrom) {
        if (!snapshot.knows(destination) || snapshot.nextHop(destination) == NONE) {
            return Treatment.once(key, toUserSpace());
        }
        int sourceId = principalId(source);
        int destinationId = principalId(destination);
        Neighbour hop = neighbours.of(snapshot.nextHop(destination));
        boolean isUntold = hop == null ? isSettling : hop.carry() == Carry.UNTOLD;
        if (isUntold) {
            return Treatment.once(key, toUserSpace());
        }
        boolean isCarried =
                sourceId != NO_SHORT_ID
                        && destinationId != NO_SHORT_ID
                        && hop != null
                        && hop.carry() == Carry.YES
                        && hop.ip() != cameFrom;
        int port = isCarried ? ports.tunnel(hop.udpPort()) : OdpPorts.NONE;
        if (port == OdpPorts.NONE) {
            return Treatment.flow(key, toUserSpace());
        }
        int tunnelId = VxlanLayout.tunnelId(sourceId, destinationId);
        SetTunnel tunnel = new SetTunnel(tunnelId, hop.ip());
        // What came out of ESP has its mark still, and would not leave in clear.
        boolean isMarked = hop.mark() != 0 || key.tunnel() != null;
        return Treatment.flow(
                key,
                isMarked
                        ? List.of(new SetMark(hop.mark()), tunnel, new Output(port))
                        : List.of(tunnel, new Output(port)));
    }

    /** The short id that means this peer to others, or none. */
    private int principalId(long peer) {
        int id = snapshot.shortId(peer);
        return id != NO_SHORT_ID && snapshot.principal(id) == peer ? id : NO_SHORT_ID;
    }

    private boolean isElsewhere(long mac) {
        long peer = homes.peerOf(mac);
        return peer != NONE && snapshot.knows(peer);
    }

    private List<FlowAction> toUserSpace() {
        int port = ports.userSpace();
        return port == OdpPorts.NONE ? List.of() : List.of(new Output(port));
    }

    private static List<FlowAction> outputs(List<Integer> numbers) {
        List<FlowAction> actions = new ArrayList<>();
        numbers.forEach(number -> actions.add(new Output(number)));
        return actions;
    }
}
