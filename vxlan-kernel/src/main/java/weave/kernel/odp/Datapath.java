package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_ATTR_NAME;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_ATTR_STATS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_ATTR_USER_FEATURES;

import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.openvswitch.OvsDpStats;
import weave.linux.openvswitch.OvsHeader;

/**
 * A switch of the kernel's.
 *
 * @param index of the link that is its own port
 * @param name of that link, and so of the datapath
 * @param features how it hands upcalls over, as whoever said so last wants it
 * @param hits packets that a flow has carried
 * @param misses packets that none has
 * @param lost of those, the ones that user space did not get
 * @param flows how many there are
 */
public record Datapath(
        int index, String name, int features, long hits, long misses, long lost, long flows) {
    /** What a message says. */
    static Datapath of(NetlinkMessage message) {
        int index = OvsHeader.dp_ifindex(message.memory(), Openvswitch.header(message));
        String name = "";
        int features = 0;
        long[] stats = new long[4];
        AttributeReader attributes = message.attributes(Openvswitch.HEAD_SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_DP_ATTR_NAME -> name = attributes.asString();
                case OVS_DP_ATTR_USER_FEATURES -> features = attributes.asInt();
                case OVS_DP_ATTR_STATS -> {
                    long base = attributes.structure(OvsDpStats.SIZE);
                    stats[0] = OvsDpStats.n_hit(attributes.memory(), base);
                    stats[1] = OvsDpStats.n_missed(attributes.memory(), base);
                    stats[2] = OvsDpStats.n_lost(attributes.memory(), base);
                    stats[3] = OvsDpStats.n_flows(attributes.memory(), base);
                }
                default -> {}
            }
        }
        return new Datapath(index, name, features, stats[0], stats[1], stats[2], stats[3]);
    }
}
