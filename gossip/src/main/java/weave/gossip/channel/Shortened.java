package weave.gossip.channel;

/**
 * Data that neighbours which have agreed on it are told in fewer bytes, on a channel of its own.
 * What comes on that channel is passed on as such data again, so that everybody gets his form.
 */
public interface Shortened extends GossipData {
    /** What the names of such channels end with. */
    String CHANNEL_SUFFIX = "-deltas";

    /** Where everybody is told. */
    String channel();

    /** What is said on the channel of this name with the suffix instead. */
    GossipData deltas();

    /** Where neighbours that take deltas are told. */
    default String deltasChannel() {
        return channel() + CHANNEL_SUFFIX;
    }
}
