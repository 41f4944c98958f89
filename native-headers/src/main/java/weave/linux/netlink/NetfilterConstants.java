package weave.linux.netlink;

/**
 * Constants of {@code <linux/netfilter.h>}, {@code <linux/netfilter/nfnetlink.h>}, {@code
 * <linux/netfilter/nf_tables.h>} and {@code <linux/netfilter_ipv4/ip_tables.h>}.
 */
public final class NetfilterConstants {
    public static final int NFNL_SUBSYS_NFTABLES = 10;

    public static final int NFPROTO_INET = 1;
    public static final int NFPROTO_IPV4 = 2;
    public static final int NFPROTO_ARP = 3;
    public static final int NFPROTO_NETDEV = 5;
    public static final int NFPROTO_BRIDGE = 7;
    public static final int NFPROTO_IPV6 = 10;

    public static final int NF_INET_PRE_ROUTING = 0;
    public static final int NF_INET_FORWARD = 2;
    public static final int NF_INET_LOCAL_OUT = 3;
    public static final int NF_INET_POST_ROUTING = 4;
    public static final int NF_INET_INGRESS = 5;

    public static final int NF_DROP = 0;

    public static final int NFT_MSG_GETCHAIN = 4;
    public static final int NFTA_CHAIN_TABLE = 1;
    public static final int NFTA_CHAIN_NAME = 3;
    public static final int NFTA_CHAIN_HOOK = 4;
    public static final int NFTA_CHAIN_POLICY = 5;
    public static final int NFTA_CHAIN_USE = 6;
    public static final int NFTA_CHAIN_TYPE = 7;
    public static final int NFTA_HOOK_HOOKNUM = 1;
    public static final int NFTA_HOOK_DEV = 3;
    public static final int NFTA_HOOK_DEVS = 4;
    public static final int NFTA_DEVICE_NAME = 1;

    public static final int NFT_MSG_GETGEN = 16;
    public static final int NFTA_GEN_ID = 1;

    public static final int IPT_SO_GET_INFO = 64;

    private NetfilterConstants() {}
}
