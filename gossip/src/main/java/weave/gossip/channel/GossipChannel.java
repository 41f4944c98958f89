package weave.gossip.channel;

import java.util.Optional;
import weave.core.peer.PeerName;

/**
 * One kind of gossip: topology, address allocation, names. Called on the control loop only. The
 * bytes are untrusted.
 */
public interface GossipChannel {
    /**
     * A message for us alone.
     *
     * @throws GossipException to close the connection it came over
     */
    void onUnicast(PeerName source, byte[] data) throws GossipException;

    /**
     * A message for all peers.
     *
     * @param source who sent it first
     * @return what is to be passed on
     * @throws GossipException to close the connection it came over
     */
    Optional<GossipData> onBroadcast(PeerName source, byte[] data) throws GossipException;

    /**
     * Some state of a neighbour.
     *
     * @return what of it was new to us and is to be passed on
     * @throws GossipException to close the connection it came over
     */
    Optional<GossipData> onGossip(byte[] data) throws GossipException;

    /** All our state, for a new neighbour and for the periodic exchange. */
    Optional<GossipData> gossip();
}
