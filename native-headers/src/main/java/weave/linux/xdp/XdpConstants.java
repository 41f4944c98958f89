package weave.linux.xdp;

/** Constants of {@code <linux/if_xdp.h>}. */
public final class XdpConstants {
    // Flags of sockaddr_xdp.
    public static final int XDP_SHARED_UMEM = 1;
    public static final int XDP_COPY = 2;
    public static final int XDP_ZEROCOPY = 4;
    public static final int XDP_USE_NEED_WAKEUP = 8;

    /** A frame may lie in several pieces. Linux 6.6 or newer. */
    public static final int XDP_USE_SG = 16;

    // Options of a socket, of level SOL_XDP.
    public static final int XDP_MMAP_OFFSETS = 1;
    public static final int XDP_RX_RING = 2;
    public static final int XDP_TX_RING = 3;
    public static final int XDP_UMEM_REG = 4;
    public static final int XDP_UMEM_FILL_RING = 5;
    public static final int XDP_UMEM_COMPLETION_RING = 6;
    public static final int XDP_STATISTICS = 7;
    public static final int XDP_OPTIONS = 8;

    // Flags of xdp_umem_reg. Linux 6.8 or newer.
    public static final int XDP_UMEM_TX_SW_CSUM = 2;
    public static final int XDP_UMEM_TX_METADATA_LEN = 4;

    /** Of a ring: the kernel sleeps and wants to be told. */
    public static final int XDP_RING_NEED_WAKEUP = 1;

    /** Of xdp_options. */
    public static final int XDP_OPTIONS_ZEROCOPY = 1;

    // Where mmap(2) finds a socket's rings.
    public static final long XDP_PGOFF_RX_RING = 0;
    public static final long XDP_PGOFF_TX_RING = 0x80000000L;
    public static final long XDP_UMEM_PGOFF_FILL_RING = 0x100000000L;
    public static final long XDP_UMEM_PGOFF_COMPLETION_RING = 0x180000000L;

    // Options of an xdp_desc.
    /** The frame goes on in the next one. */
    public static final int XDP_PKT_CONTD = 1;

    /** An xsk_tx_metadata lies before the frame. */
    public static final int XDP_TX_METADATA = 2;

    /** Of xsk_tx_metadata: the kernel is to compute a checksum. */
    public static final int XDP_TXMD_FLAGS_CHECKSUM = 2;

    private XdpConstants() {}
}
