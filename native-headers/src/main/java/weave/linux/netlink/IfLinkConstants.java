package weave.linux.netlink;

/**
 * Constants of {@code <linux/if_link.h>}, {@code <linux/if.h>}, {@code <linux/veth.h>} and {@code
 * <linux/if_bridge.h>}.
 */
public final class IfLinkConstants {
    public static final int IFLA_ADDRESS = 1;
    public static final int IFLA_IFNAME = 3;
    public static final int IFLA_MTU = 4;
    public static final int IFLA_LINK = 5;
    public static final int IFLA_MASTER = 10;
    public static final int IFLA_LINKINFO = 18;
    public static final int IFLA_NET_NS_PID = 19;
    public static final int IFLA_NET_NS_FD = 28;
    public static final int IFLA_LINK_NETNSID = 37;
    public static final int IFLA_GSO_MAX_SIZE = 41;
    public static final int IFLA_XDP = 43;

    public static final int IFLA_INFO_KIND = 1;
    public static final int IFLA_INFO_DATA = 2;
    public static final int IFLA_INFO_SLAVE_KIND = 4;
    public static final int IFLA_INFO_SLAVE_DATA = 5;

    public static final int IFLA_BRPORT_STATE = 1;
    public static final int IFLA_BRPORT_MODE = 4;
    public static final int BR_STATE_FORWARDING = 3;

    public static final int IFLA_BR_FORWARD_DELAY = 1;
    public static final int IFLA_BR_STP_STATE = 5;
    public static final int IFLA_BR_MCAST_SNOOPING = 23;
    public static final int IFLA_BR_NF_CALL_IPTABLES = 36;
    public static final int IFLA_BR_NF_CALL_IP6TABLES = 37;
    public static final int IFLA_BR_NF_CALL_ARPTABLES = 38;

    public static final int IFLA_VXLAN_ID = 1;
    public static final int IFLA_VXLAN_LEARNING = 7;
    public static final int IFLA_VXLAN_PORT = 15;
    public static final int IFLA_VXLAN_UDP_CSUM = 18;
    public static final int IFLA_VXLAN_UDP_ZERO_CSUM6_TX = 19;
    public static final int IFLA_VXLAN_UDP_ZERO_CSUM6_RX = 20;
    public static final int IFLA_VXLAN_COLLECT_METADATA = 25;

    public static final int VETH_INFO_PEER = 1;

    public static final int IFLA_XDP_FD = 1;
    public static final int IFLA_XDP_FLAGS = 3;
    public static final int IFLA_XDP_DRV_PROG_ID = 5;
    public static final int IFLA_XDP_SKB_PROG_ID = 6;
    public static final int IFLA_XDP_HW_PROG_ID = 7;
    public static final int IFLA_XDP_EXPECTED_FD = 8;

    /** XDP in the kernel's own code, which every driver can. */
    public static final int XDP_FLAGS_SKB_MODE = 2;

    /** XDP in the driver. */
    public static final int XDP_FLAGS_DRV_MODE = 4;

    /** XDP on the NIC itself. */
    public static final int XDP_FLAGS_HW_MODE = 8;

    /** Of a change: only if the program that is there is the expected one. */
    public static final int XDP_FLAGS_REPLACE = 16;

    public static final int IFF_UP = 1;
    public static final int IFF_LOWER_UP = 0x10000;

    private IfLinkConstants() {}
}
