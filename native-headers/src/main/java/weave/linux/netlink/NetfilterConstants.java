package weave.linux.netlink;

/**
 * Constants of {@code <linux/netfilter/nfnetlink.h>}, {@code <linux/netfilter/nf_tables.h>} and
 * {@code <linux/netfilter_ipv4/ip_tables.h>}.
 */
public final class NetfilterConstants {
    public static final int NFNL_SUBSYS_NFTABLES = 10;

    public static final int NFT_MSG_GETGEN = 16;
    public static final int NFTA_GEN_ID = 1;

    public static final int IPT_SO_GET_INFO = 64;

    private NetfilterConstants() {}
}
