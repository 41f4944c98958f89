package weave.core.sleeve.link;

import java.net.InetSocketAddress;

/** What a {@link SleeveLink} has done for it. Nothing here calls back into the link. */
public interface SleeveLinkActions {
    /** Sends a heartbeat on the DF path. */
    void sendHeartbeat();

    /** Sends a fragmentation test on the non-DF path. */
    void sendFragmentationTest();

    /**
     * Sends a special frame of {@code frameLength} bytes, all zero, on the DF path; if the kernel
     * refuses it as too long, {@link SleeveLink#pathMtu} is to be called.
     */
    void sendProbe(int frameLength);

    /** Sends one of {@link SleeveControl}'s messages to the neighbour over the mesh's TCP. */
    void sendControl(int tag, byte[] payload);

    /** The neighbour has confirmed that our heartbeats arrive. Called once. */
    void established();

    /** The link is dead and has stopped itself. Called at most once. */
    void failed(String reason);

    /** Datagrams for the neighbour go to this address from now on. */
    void remoteAddress(InetSocketAddress address);

    /**
     * What the path carries has changed.
     *
     * @param innerMtu the largest inner IP packet that travels whole, in bytes
     * @param maxPayload the largest UDP payload, in bytes
     */
    void mtuChanged(int innerMtu, int maxPayload);

    /** Whether fragments of datagrams are known to arrive. */
    void fragmentationWorks(boolean works);
}
