package weave.linux.netlink;

/** Constants of {@code <linux/rtnetlink.h>} and {@code <linux/if_addr.h>}. */
public final class RtnetlinkConstants {
    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;
    public static final int RTM_NEWADDR = 20;
    public static final int RTM_DELADDR = 21;
    public static final int RTM_GETADDR = 22;

    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;

    private RtnetlinkConstants() {}
}
