package weave.linux.openvswitch;

/** Constants of {@code <linux/openvswitch.h>}. */
public final class OpenvswitchConstants {
    public static final int OVS_DATAPATH_VERSION = 2;
    public static final int OVS_VPORT_VERSION = 1;
    public static final int OVS_FLOW_VERSION = 1;
    public static final int OVS_PACKET_VERSION = 1;

    public static final int OVS_DP_CMD_NEW = 1;
    public static final int OVS_DP_CMD_DEL = 2;
    public static final int OVS_DP_CMD_GET = 3;
    public static final int OVS_DP_CMD_SET = 4;

    public static final int OVS_DP_ATTR_NAME = 1;
    public static final int OVS_DP_ATTR_UPCALL_PID = 2;
    public static final int OVS_DP_ATTR_STATS = 3;
    public static final int OVS_DP_ATTR_USER_FEATURES = 5;

    public static final int OVS_VPORT_CMD_NEW = 1;
    public static final int OVS_VPORT_CMD_DEL = 2;
    public static final int OVS_VPORT_CMD_GET = 3;
    public static final int OVS_VPORT_CMD_SET = 4;

    public static final int OVS_VPORT_TYPE_NETDEV = 1;
    public static final int OVS_VPORT_TYPE_INTERNAL = 2;
    public static final int OVS_VPORT_TYPE_VXLAN = 4;

    public static final int OVS_VPORT_ATTR_PORT_NO = 1;
    public static final int OVS_VPORT_ATTR_TYPE = 2;
    public static final int OVS_VPORT_ATTR_NAME = 3;
    public static final int OVS_VPORT_ATTR_OPTIONS = 4;
    public static final int OVS_VPORT_ATTR_UPCALL_PID = 5;

    public static final int OVS_TUNNEL_ATTR_DST_PORT = 1;

    public static final int OVS_FLOW_CMD_NEW = 1;
    public static final int OVS_FLOW_CMD_DEL = 2;
    public static final int OVS_FLOW_CMD_GET = 3;

    public static final int OVS_FLOW_ATTR_KEY = 1;
    public static final int OVS_FLOW_ATTR_ACTIONS = 2;
    public static final int OVS_FLOW_ATTR_STATS = 3;
    public static final int OVS_FLOW_ATTR_MASK = 7;
    public static final int OVS_FLOW_ATTR_UFID = 9;

    public static final int OVS_KEY_ATTR_IN_PORT = 3;
    public static final int OVS_KEY_ATTR_ETHERNET = 4;
    public static final int OVS_KEY_ATTR_SKB_MARK = 15;
    public static final int OVS_KEY_ATTR_TUNNEL = 16;

    public static final int OVS_TUNNEL_KEY_ATTR_ID = 0;
    public static final int OVS_TUNNEL_KEY_ATTR_IPV4_SRC = 1;
    public static final int OVS_TUNNEL_KEY_ATTR_IPV4_DST = 2;
    public static final int OVS_TUNNEL_KEY_ATTR_TOS = 3;
    public static final int OVS_TUNNEL_KEY_ATTR_TTL = 4;
    public static final int OVS_TUNNEL_KEY_ATTR_DONT_FRAGMENT = 5;
    public static final int OVS_TUNNEL_KEY_ATTR_TP_DST = 10;

    public static final int OVS_ACTION_ATTR_OUTPUT = 1;
    public static final int OVS_ACTION_ATTR_SET = 3;

    public static final int OVS_PACKET_CMD_MISS = 1;
    public static final int OVS_PACKET_CMD_ACTION = 2;
    public static final int OVS_PACKET_CMD_EXECUTE = 3;

    public static final int OVS_PACKET_ATTR_PACKET = 1;
    public static final int OVS_PACKET_ATTR_KEY = 2;
    public static final int OVS_PACKET_ATTR_ACTIONS = 3;

    private OpenvswitchConstants() {}
}
