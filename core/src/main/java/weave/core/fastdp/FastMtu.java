package weave.core.fastdp;

/**
 * How long packets of containers and of the underlay may be: the one place where both are reckoned.
 * All are bytes of whole IP packets.
 *
 * <pre>
 *   | IP (20) | ESP (34) | UDP (8) | VXLAN (8) | Ethernet (14) | packet of a container |
 *             `- if encrypted
 * </pre>
 */
public final class FastMtu {
    /** Of containers if nobody chose another; fits into 1460, encrypted or not. */
    public static final int DEFAULT = 1376;

    private static final int VXLAN_OVERHEAD = 50;
    private static final int ESP_OVERHEAD = 34;

    /** ESP fills up to a multiple of four. */
    private static final int ALIGNMENT = 4;

    private FastMtu() {}

    /** What the underlay must carry for packets of containers of this length. */
    public static int underlay(int mtu, boolean encrypted) {
        return mtu + VXLAN_OVERHEAD + (encrypted ? ESP_OVERHEAD : 0);
    }

    /** The most that containers may have on an underlay, encrypted or not. */
    public static int advised(int underlayMtu) {
        int most = underlayMtu - VXLAN_OVERHEAD - ESP_OVERHEAD;
        return most - most % ALIGNMENT;
    }
}
