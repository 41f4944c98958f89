package weave.gossip.channel;

import java.util.List;

/**
 * Something to say on a channel. It waits in slots until the neighbours can take it; the same
 * instance may wait in several, so it never changes.
 */
public interface GossipData {
    /** The messages, as of now: newer state than at the time of queueing is welcome. */
    List<byte[]> encode();

    /** Both in one, as a new instance; {@code later} was queued after this. */
    GossipData merge(GossipData later);
}
