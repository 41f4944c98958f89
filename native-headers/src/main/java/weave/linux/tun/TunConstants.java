package weave.linux.tun;

/** Constants of {@code <linux/if_tun.h>} and {@code <linux/virtio_net.h>}. */
public final class TunConstants {
    public static final long TUNSETPERSIST = 0x400454CB;
    public static final long TUNSETIFF = 0x400454CA;
    public static final long TUNSETOFFLOAD = 0x400454D0;
    public static final long TUNGETIFF = 0x800454D2L;
    public static final long TUNSETVNETHDRSZ = 0x400454D8;

    public static final int IFF_TAP = 2;
    public static final int IFF_NO_PI = 0x1000;
    public static final int IFF_VNET_HDR = 0x4000;
    public static final int IFF_MULTI_QUEUE = 0x100;
    public static final int IFF_PERSIST = 0x800;

    public static final int TUN_F_CSUM = 1;
    public static final int TUN_F_TSO4 = 2;
    public static final int TUN_F_TSO6 = 4;
    public static final int TUN_F_TSO_ECN = 8;
    public static final int TUN_F_USO4 = 0x20;
    public static final int TUN_F_USO6 = 0x40;

    public static final int VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
    public static final int VIRTIO_NET_HDR_F_DATA_VALID = 2;
    public static final int VIRTIO_NET_HDR_GSO_NONE = 0;
    public static final int VIRTIO_NET_HDR_GSO_TCPV4 = 1;
    public static final int VIRTIO_NET_HDR_GSO_UDP = 3;
    public static final int VIRTIO_NET_HDR_GSO_TCPV6 = 4;
    public static final int VIRTIO_NET_HDR_GSO_UDP_L4 = 5;
    public static final int VIRTIO_NET_HDR_GSO_ECN = 128;

    private TunConstants() {}
}
