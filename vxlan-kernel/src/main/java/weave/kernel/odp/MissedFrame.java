package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_KEY;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_PACKET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_CMD_ACTION;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_CMD_MISS;

import java.util.Optional;
import weave.core.frame.Ethernet;
import weave.kernel.generic.GenericFamily;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;

/**
 * A frame that matched no flow.
 *
 * @param key what a flow for it alone would have
 * @param frame from its Ethernet header on
 */
record MissedFrame(FlowKey key, byte[] frame) {
    /** What a message says; nothing if it is about something else. */
    static Optional<MissedFrame> of(NetlinkMessage message, GenericFamily packets) {
        if (message.type() != packets.id()) {
            return Optional.empty();
        }
        int command = GenericFamily.command(message);
        if (command != OVS_PACKET_CMD_MISS && command != OVS_PACKET_CMD_ACTION) {
            return Optional.empty();
        }
        FlowKey key = null;
        byte[] frame = {};
        AttributeReader attributes = message.attributes(Openvswitch.HEAD_SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_PACKET_ATTR_KEY -> key = FlowKeyReader.ofFrame(attributes.nested());
                case OVS_PACKET_ATTR_PACKET -> frame = attributes.asBytes();
                default -> {}
            }
        }
        boolean isFrame =
                frame.length >= Ethernet.HEADER_LENGTH
                        && frame.length <= Openvswitch.FRAME_LENGTH_MAX;
        return key == null || !isFrame
                ? Optional.empty()
                : Optional.of(new MissedFrame(key, frame));
    }
}
