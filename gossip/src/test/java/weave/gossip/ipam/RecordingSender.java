package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipSender;

/** Keeps what is said. */
final class RecordingSender implements GossipSender {
    final List<Said> said = new ArrayList<>();

    /**
     * A message.
     *
     * @param to {@code null} for everybody
     */
    record Said(PeerName to, byte[] data) {}

    @Override
    public void unicast(PeerName destination, byte[] data) {
        said.add(new Said(destination, data));
    }

    @Override
    public void broadcast(GossipData data) {
        said.add(new Said(null, data.encode().getLast()));
    }

    @Override
    public void gossip(GossipData data) {
        throw new AssertionError("IPAM does not gossip by itself");
    }
}
