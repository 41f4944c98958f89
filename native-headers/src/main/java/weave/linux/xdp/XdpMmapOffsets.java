package weave.linux.xdp;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The rings of a socket: {@code struct xdp_mmap_offsets} of {@code <linux/if_xdp.h>}, four {@link
 * XdpRingOffset} in a row. Kernels before 5.4 write less of it.
 *
 * <pre>
 *   0    32   64   96   128
 *   +----+----+----+----+
 *   | rx | tx | fr | cr |
 *   +----+----+----+----+
 * </pre>
 */
public final class XdpMmapOffsets {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XdpRingOffset.LAYOUT.withName("rx"),
                            XdpRingOffset.LAYOUT.withName("tx"),
                            XdpRingOffset.LAYOUT.withName("fr"),
                            XdpRingOffset.LAYOUT.withName("cr"))
                    .withName("xdp_mmap_offsets");

    public static final long SIZE = LAYOUT.byteSize();

    /** Received frames. */
    public static final long RX_OFFSET = Layouts.offset(LAYOUT, "rx");

    /** Frames to send. */
    public static final long TX_OFFSET = Layouts.offset(LAYOUT, "tx");

    /** Memory to receive into: the fill ring. */
    public static final long FR_OFFSET = Layouts.offset(LAYOUT, "fr");

    /** Memory whose frames were sent: the completion ring. */
    public static final long CR_OFFSET = Layouts.offset(LAYOUT, "cr");

    private XdpMmapOffsets() {}
}
