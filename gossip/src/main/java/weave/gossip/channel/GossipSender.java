package weave.gossip.channel;

import weave.core.peer.PeerName;

/** How a channel's owner speaks to the mesh. Called on the control loop only. */
public interface GossipSender {
    /** To one peer, by the known routes; dropped when there is none. Takes over {@code data}. */
    void unicast(PeerName destination, byte[] data);

    /** To all peers, along our broadcast tree. */
    void broadcast(GossipData data);

    /** To some neighbours, chosen at random, which pass on what is new to them. */
    void gossip(GossipData data);
}
