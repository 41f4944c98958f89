package weave.core.conductor;

import weave.core.overlay.OverlayTraffic;

/**
 * What carries the fast datapath's frames: a kernel, which is told all it has to know, or user
 * space itself. Any thread.
 */
public interface FastCarrier {
    /** What operators call it. */
    String name();

    /**
     * Whether frames go through user space in any case, as sleeve's do, which are fewer packets.
     */
    boolean isUserSpace();

    /** Whether VXLAN can be received at a port that a neighbour has chosen. */
    boolean receivesAt(int udpPort);

    /** A neighbour is there, at this packed {@link weave.core.udp.UdpAddress}. */
    void neighbour(long peer, long address, boolean encrypted);

    /** Whether frames whose next hop is this neighbour go this way. */
    void carry(long peer, boolean carries);

    /** The connection to a neighbour is gone. */
    void forget(long peer);

    /** What it has carried to and from a neighbour without our agents. */
    OverlayTraffic traffic(long peer);
}
