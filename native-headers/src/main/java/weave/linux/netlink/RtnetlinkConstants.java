package weave.linux.netlink;

/**
 * Constants of {@code <linux/rtnetlink.h>}, {@code <linux/if_addr.h>} and {@code
 * <linux/net_namespace.h>}.
 */
public final class RtnetlinkConstants {
    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;
    public static final int RTM_NEWADDR = 20;
    public static final int RTM_DELADDR = 21;
    public static final int RTM_GETADDR = 22;
    public static final int RTM_NEWROUTE = 24;
    public static final int RTM_DELROUTE = 25;
    public static final int RTM_GETROUTE = 26;
    public static final int RTM_NEWNEIGH = 28;
    public static final int RTM_DELNEIGH = 29;
    public static final int RTM_GETNEIGH = 30;
    public static final int RTM_NEWRULE = 32;
    public static final int RTM_DELRULE = 33;
    public static final int RTM_NEWQDISC = 36;
    public static final int RTM_DELQDISC = 37;
    public static final int RTM_GETQDISC = 38;
    public static final int RTM_NEWTFILTER = 44;
    public static final int RTM_DELTFILTER = 45;
    public static final int RTM_GETTFILTER = 46;
    public static final int RTM_GETNSID = 90;

    public static final int NETNSA_NSID = 1;
    public static final int NETNSA_FD = 3;

    public static final int RTA_DST = 1;
    public static final int RTA_OIF = 4;
    public static final int RTA_GATEWAY = 5;

    /** Our address that packets get which have none. */
    public static final int RTA_PREFSRC = 7;

    /** Attributes of the route's own, as {@link #RTAX_MTU}. */
    public static final int RTA_METRICS = 8;

    public static final int RTA_TABLE = 15;

    /** A next router of another family than the destination. */
    public static final int RTA_VIA = 18;

    /** What is put around packets. */
    public static final int RTA_ENCAP = 22;

    public static final int RTAX_MTU = 2;

    /** Groups of those who are told of changes. */
    public static final int RTNLGRP_LINK = 1;

    public static final int RTNLGRP_NEIGH = 3;
    public static final int RTNLGRP_IPV4_IFADDR = 5;
    public static final int RTNLGRP_IPV4_ROUTE = 7;
    public static final int RTNLGRP_IPV4_RULE = 8;

    public static final int RT_TABLE_MAIN = 254;
    public static final int RTPROT_BOOT = 3;
    public static final int RT_SCOPE_LINK = 253;
    public static final int RTN_UNICAST = 1;

    public static final int TCA_KIND = 1;
    public static final int TCA_OPTIONS = 2;

    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;
    public static final int IFA_BROADCAST = 4;

    private RtnetlinkConstants() {}
}
