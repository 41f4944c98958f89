package weave.gossip.mesh;

import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.wire.ProtocolMessage;

/** A neighbour as gossip sees it. */
interface GossipPeer {
    PeerName remoteName();

    /** Whether both ends have announced, in {@link TopologyDeltas#FEATURE}, that they take it. */
    boolean takesDeltas(String channel);

    /** Sends at once, past all slots. */
    void send(ProtocolMessage message);

    /** Puts data into the channel's slot for gossip. */
    void gossip(String channel, GossipData data);

    /** Puts data into the channel's slot for broadcasts of {@code source}. */
    void broadcast(String channel, PeerName source, GossipData data);
}
