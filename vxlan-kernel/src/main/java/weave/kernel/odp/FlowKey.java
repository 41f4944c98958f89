package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_KEY;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_MASK;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_ETHERNET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_IN_PORT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_TUNNEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_ID;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_DST;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_SRC;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_TTL;

import java.nio.ByteBuffer;
import weave.kernel.netlink.RequestWriter;
import weave.linux.openvswitch.OvsKeyEthernet;

/**
 * Which frames a flow takes. The kernel also compares the VLAN tag, which ours all lack: tagged
 * frames match no flow.
 *
 * @param inPort the vport where they come in
 * @param tunnel what they come in, or null: not out of VXLAN
 * @param source the MAC that they are from, or {@link #ANY}
 * @param destination the MAC that they are for, or {@link #ANY}
 */
public record FlowKey(int inPort, TunnelKey tunnel, long source, long destination) {
    /** Whatever MAC it is. */
    public static final long ANY = -1;

    private static final long EXACT = -1;

    /**
     * The kernel wants a destination in the key, even where the mask says that it does not care.
     */
    private static final int SOME_ADDRESS = 0xFFFF_FFFF;

    /** Frames from a port that is no tunnel. */
    public static FlowKey ofFrame(int inPort, long source, long destination) {
        return new FlowKey(inPort, null, source, destination);
    }

    /** All frames from a port that is no tunnel. */
    public static FlowKey ofPort(int inPort) {
        return new FlowKey(inPort, null, ANY, ANY);
    }

    /** The same whatever the MACs are. */
    FlowKey withoutMacs() {
        return new FlowKey(inPort, tunnel, ANY, ANY);
    }

    /** Appends the key: what the kernel knows the flow by. */
    void writeKey(RequestWriter request) {
        request.putNested(
                OVS_FLOW_ATTR_KEY,
                key -> {
                    if (tunnel != null) {
                        key.putNested(OVS_KEY_ATTR_TUNNEL, this::writeTunnel);
                    }
                    key.putInt(OVS_KEY_ATTR_IN_PORT, inPort);
                    key.putBytes(
                            OVS_KEY_ATTR_ETHERNET,
                            ethernet(
                                    source == ANY ? 0 : source,
                                    destination == ANY ? 0 : destination));
                });
    }

    /** Appends which bits of the key count. */
    void writeMask(RequestWriter request) {
        request.putNested(
                OVS_FLOW_ATTR_MASK,
                mask -> {
                    if (tunnel != null) {
                        mask.putNested(OVS_KEY_ATTR_TUNNEL, FlowKey::writeTunnelMask);
                    }
                    mask.putInt(OVS_KEY_ATTR_IN_PORT, (int) EXACT);
                    // Without it the kernel would compare nothing, but libraries have read that
                    // otherwise: what is meant is said.
                    mask.putBytes(
                            OVS_KEY_ATTR_ETHERNET,
                            ethernet(source == ANY ? 0 : EXACT, destination == ANY ? 0 : EXACT));
                });
    }

    private void writeTunnel(RequestWriter attributes) {
        attributes
                .putNetworkLong(OVS_TUNNEL_KEY_ATTR_ID, tunnel.id())
                .putNetworkInt(OVS_TUNNEL_KEY_ATTR_IPV4_SRC, tunnel.source())
                .putNetworkInt(OVS_TUNNEL_KEY_ATTR_IPV4_DST, SOME_ADDRESS)
                .putByte(OVS_TUNNEL_KEY_ATTR_TTL, 0);
    }

    private static void writeTunnelMask(RequestWriter attributes) {
        attributes
                .putNetworkLong(OVS_TUNNEL_KEY_ATTR_ID, EXACT)
                .putNetworkInt(OVS_TUNNEL_KEY_ATTR_IPV4_SRC, (int) EXACT);
    }

    private static byte[] ethernet(long source, long destination) {
        ByteBuffer bytes = ByteBuffer.allocate((int) OvsKeyEthernet.SIZE);
        putMac(bytes, (int) OvsKeyEthernet.ETH_SRC_OFFSET, source);
        putMac(bytes, (int) OvsKeyEthernet.ETH_DST_OFFSET, destination);
        return bytes.array();
    }

    private static void putMac(ByteBuffer bytes, int offset, long mac) {
        bytes.putInt(offset, (int) (mac >>> Short.SIZE));
        bytes.putShort(offset + Integer.BYTES, (short) mac);
    }
}
