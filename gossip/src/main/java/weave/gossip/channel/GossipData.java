package weave.gossip.channel;

import java.util.List;

/** Something to say on a channel. It waits in a slot until the neighbour can take it. */
public interface GossipData {
    /** The messages, as of now: newer state than at the time of queueing is welcome. */
    List<byte[]> encode();

    /** Both in one. {@code later} was queued after this; neither is used again. */
    GossipData merge(GossipData later);
}
