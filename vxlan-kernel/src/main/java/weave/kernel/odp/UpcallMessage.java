package weave.kernel.odp;

import static weave.linux.netlink.NetlinkConstants.NLA_TYPE_MASK;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_IN_PORT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_TUNNEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_KEY;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_PACKET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_CMD_ACTION;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_CMD_MISS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_ID;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_SRC;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_TP_DST;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * A frame out of a tunnel as the kernel hands it over, read in place and without allocation. HOT.
 *
 * <pre>
 *   | nlmsghdr (16) | genlmsghdr (4) | ovs_header (4) | key | ... | frame |
 *
 *   key:    | in port | tunnel | ... |
 *   tunnel: | id (8) | source address (4) | UDP port (2) | ... |
 * </pre>
 */
final class UpcallMessage {
    private static final int TYPE_OFFSET = 4;
    private static final int COMMAND_OFFSET = 16;
    private static final int HEAD_LENGTH = 24;
    private static final int ATTRIBUTE_HEAD_LENGTH = 4;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /** What attributes are of. */
    private static final int MESSAGE = 0;

    private static final int KEY = 1;
    private static final int TUNNEL = 2;

    private final int family;

    private DirectBuffer buffer;
    private int frameOffset;
    private int frameLength;
    private int inPort;
    private boolean hasId;
    private boolean hasSource;
    private long tunnelId;
    private int tunnelSource;
    private int udpPort;

    /**
     * @param family the type of the messages
     */
    UpcallMessage(int family) {
        this.family = family;
    }

    /**
     * Looks at a datagram.
     *
     * @return whether it is whole and has a frame out of a tunnel; only then the other methods say
     *     something
     */
    boolean wrap(DirectBuffer datagram, int offset, int length) {
        buffer = datagram;
        frameLength = -1;
        hasId = false;
        hasSource = false;
        udpPort = 0;
        if (length < HEAD_LENGTH) {
            return false;
        }
        int messageLength = datagram.getInt(offset, NATIVE);
        int type = datagram.getShort(offset + TYPE_OFFSET, NATIVE) & 0xFFFF;
        int command = datagram.getByte(offset + COMMAND_OFFSET);
        if (messageLength < HEAD_LENGTH || messageLength > length || type != family) {
            return false;
        }
        if (command != OVS_PACKET_CMD_MISS && command != OVS_PACKET_CMD_ACTION) {
            return false;
        }
        return readAttributes(MESSAGE, offset + HEAD_LENGTH, offset + messageLength)
                && frameLength >= 0
                && hasId
                && hasSource;
    }

    int frameOffset() {
        return frameOffset;
    }

    int frameLength() {
        return frameLength;
    }

    /** The vport where it came in. */
    int inPort() {
        return inPort;
    }

    /** The network identifier, 24 bits of it. */
    int tunnelId() {
        return (int) tunnelId & 0xFF_FFFF;
    }

    /** The IPv4 address of the host that sent it. */
    int tunnelSource() {
        return tunnelSource;
    }

    /** Where it was received; 0 if the kernel does not say. */
    int udpPort() {
        return udpPort;
    }

    /** Whether all of them are whole; those that lie in each other, too. */
    private boolean readAttributes(int of, int start, int end) {
        int position = start;
        while (end - position >= ATTRIBUTE_HEAD_LENGTH) {
            int length = length(position);
            if (length < ATTRIBUTE_HEAD_LENGTH || length > end - position) {
                return false;
            }
            int value = position + ATTRIBUTE_HEAD_LENGTH;
            if (!readAttribute(of, type(position), value, position + length)) {
                return false;
            }
            position += align(length);
        }
        return true;
    }

    private boolean readAttribute(int of, int type, int value, int end) {
        return switch (of) {
            case MESSAGE -> readMessageField(type, value, end);
            case KEY -> readKeyField(type, value, end);
            default -> readTunnelField(type, value, end - value);
        };
    }

    private boolean readMessageField(int type, int value, int end) {
        if (type == OVS_PACKET_ATTR_KEY) {
            return readAttributes(KEY, value, end);
        }
        if (type == OVS_PACKET_ATTR_PACKET) {
            frameOffset = value;
            frameLength = end - value;
        }
        return true;
    }

    private boolean readKeyField(int type, int value, int end) {
        if (type == OVS_KEY_ATTR_TUNNEL) {
            return readAttributes(TUNNEL, value, end);
        }
        if (type == OVS_KEY_ATTR_IN_PORT && end - value == Integer.BYTES) {
            inPort = buffer.getInt(value, NATIVE);
        }
        return true;
    }

    private boolean readTunnelField(int type, int value, int length) {
        if (type == OVS_TUNNEL_KEY_ATTR_ID && length == Long.BYTES) {
            tunnelId = buffer.getLong(value, ByteOrder.BIG_ENDIAN);
            hasId = true;
        } else if (type == OVS_TUNNEL_KEY_ATTR_IPV4_SRC && length == Integer.BYTES) {
            tunnelSource = buffer.getInt(value, ByteOrder.BIG_ENDIAN);
            hasSource = true;
        } else if (type == OVS_TUNNEL_KEY_ATTR_TP_DST && length == Short.BYTES) {
            udpPort = buffer.getShort(value, ByteOrder.BIG_ENDIAN) & 0xFFFF;
        }
        return true;
    }

    private int length(int attribute) {
        return buffer.getShort(attribute, NATIVE) & 0xFFFF;
    }

    private int type(int attribute) {
        return buffer.getShort(attribute + Short.BYTES, NATIVE) & 0xFFFF & NLA_TYPE_MASK;
    }

    private static int align(int length) {
        return length + Integer.BYTES - 1 & -Integer.BYTES;
    }
}
