package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_ACTIONS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_KEY;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_MASK;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_STATS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_UFID;

import java.util.List;
import java.util.Optional;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.openvswitch.OvsFlowStats;

/** A flow as the kernel tells it. */
public final class Flow {
    private final FlowKey key;
    private final List<FlowAction> actions;
    private final int nameType;
    private final byte[] name;
    private final long packets;
    private final long bytes;

    private Flow(Builder builder) {
        // Only what has both is one that we could have made.
        boolean isOurs = builder.key.isPresent() && builder.actions.isPresent();
        key = isOurs ? builder.key.get() : null;
        actions = isOurs ? builder.actions.get() : null;
        nameType = builder.nameType;
        name = builder.name;
        packets = builder.packets;
        bytes = builder.bytes;
    }

    /** What a message says. */
    static Flow of(NetlinkMessage message) {
        Builder builder = new Builder();
        AttributeReader key = null;
        AttributeReader mask = null;
        AttributeReader attributes = message.attributes(Openvswitch.HEAD_SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_FLOW_ATTR_KEY -> {
                    key = attributes.nested();
                    builder.named(attributes);
                }
                case OVS_FLOW_ATTR_UFID -> builder.named(attributes);
                case OVS_FLOW_ATTR_MASK -> mask = attributes.nested();
                case OVS_FLOW_ATTR_ACTIONS ->
                        builder.actions = FlowAction.read(attributes.nested());
                case OVS_FLOW_ATTR_STATS -> {
                    long stats = attributes.structure(OvsFlowStats.SIZE);
                    builder.packets = OvsFlowStats.n_packets(attributes.memory(), stats);
                    builder.bytes = OvsFlowStats.n_bytes(attributes.memory(), stats);
                }
                default -> {}
            }
        }
        boolean isNamedByKey = builder.nameType == OVS_FLOW_ATTR_KEY;
        if (key != null && mask != null && isNamedByKey) {
            builder.key = FlowKeyReader.ofFlow(key, mask);
        }
        return new Flow(builder);
    }

    /** Whether it is one that we could have made; others have no key and no actions. */
    public boolean isOurs() {
        return key != null;
    }

    public FlowKey key() {
        return key;
    }

    public List<FlowAction> actions() {
        return actions;
    }

    /** How many packets it has carried. */
    public long packets() {
        return packets;
    }

    /** Their bytes. */
    public long bytes() {
        return bytes;
    }

    /** Appends what the kernel knows it by. */
    void writeName(RequestWriter request) {
        request.putBytes(nameType, name);
    }

    private static final class Builder {
        private Optional<FlowKey> key = Optional.empty();
        private Optional<List<FlowAction>> actions = Optional.empty();
        private int nameType;
        private byte[] name = {};
        private long packets;
        private long bytes;

        /** A number of its own goes before its key. */
        private void named(AttributeReader attribute) {
            if (nameType != OVS_FLOW_ATTR_UFID) {
                nameType = attribute.type();
                name = attribute.asBytes();
            }
        }
    }
}
