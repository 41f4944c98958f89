package weave.gossip.mesh;

import weave.gossip.channel.GossipException;

/** Gossip between two neighbours that have agreed on it, which nobody passes on. */
interface NeighbourChannel {
    /**
     * @param data untrusted
     * @throws GossipException to close the connection it came over
     */
    void onGossip(GossipPeer from, byte[] data) throws GossipException;
}
