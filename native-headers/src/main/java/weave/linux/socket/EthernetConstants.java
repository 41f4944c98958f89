package weave.linux.socket;

/** Constants of {@code <linux/if_ether.h>} and {@code <linux/if_arp.h>}. */
public final class EthernetConstants {
    public static final int ETH_P_ALL = 0x0003;
    public static final int ETH_P_ARP = 0x0806;

    public static final int ARPHRD_ETHER = 1;
    public static final int ARPOP_REQUEST = 1;

    private EthernetConstants() {}
}
