package weave.core.forward;

import weave.core.control.ForwardingSnapshot;
import weave.core.frame.Ethernet;

/**
 * The one forwarding decision of the program: pure, without effects, the same for the agents that
 * execute it and for a kernel datapath that compiles it. Learning is the caller's business and
 * comes before the decision.
 */
public final class Forwarder {
    private Forwarder() {}

    /**
     * A frame taken from the local bridge.
     *
     * @param sourceHome the peer at which the source MAC is known to live and was seen just now, or
     *     {@link ForwardingSnapshot#NONE}
     * @param destinationMac 48 bits
     * @param destinationIsLocal whether the destination MAC was seen on the local bridge
     * @param destinationHome the peer at which the destination MAC lives, or {@link
     *     ForwardingSnapshot#NONE}
     */
    public static long decideCaptured(
            ForwardingSnapshot snapshot,
            long sourceHome,
            long destinationMac,
            boolean destinationIsLocal,
            long destinationHome) {
        if (destinationMac == Ethernet.BRIDGE_GROUP) {
            return Verdict.of(Verdict.DROP_LINK_LOCAL);
        }
        if (sourceHome != ForwardingSnapshot.NONE) {
            return Verdict.of(Verdict.DROP_FOREIGN_MAC);
        }
        if (destinationIsLocal) {
            return Verdict.of(Verdict.LOCAL);
        }
        if (destinationHome != ForwardingSnapshot.NONE && snapshot.knows(destinationHome)) {
            return Verdict.of(Verdict.UNICAST, destinationHome);
        }
        return Verdict.of(Verdict.FLOOD);
    }

    /**
     * A frame that a neighbour sent us.
     *
     * @param sourcePeer where the frame entered the overlay
     * @param destinationPeer for whom the neighbour meant it; ourselves when it was flooded
     * @param destinationIsLocal whether the destination MAC was seen on the local bridge
     */
    public static long decideReceived(
            ForwardingSnapshot snapshot,
            long sourcePeer,
            long destinationPeer,
            boolean destinationIsLocal) {
        if (sourcePeer == snapshot.self()) {
            return Verdict.of(Verdict.DROP_LOOPED);
        }
        if (!snapshot.knows(sourcePeer) || !snapshot.knows(destinationPeer)) {
            return Verdict.of(Verdict.DROP_UNKNOWN_PEER);
        }
        if (destinationPeer != snapshot.self()) {
            return Verdict.of(Verdict.RELAY, destinationPeer);
        }
        return Verdict.of(destinationIsLocal ? Verdict.DELIVER : Verdict.DELIVER_AND_FLOOD);
    }
}
