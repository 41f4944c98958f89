package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the kernel has counted at a socket: {@code struct xdp_statistics} of {@code
 * <linux/if_xdp.h>}.
 *
 * <pre>
 *   0            8                  16                 24             32
 *   +------------+------------------+------------------+--------------+
 *   | rx_dropped | rx_invalid_descs | tx_invalid_descs | rx_ring_full |
 *   +------------+------------------+------------------+--------------+
 *   | rx_fill_ring_empty_descs      | tx_ring_empty_descs             |
 *   +-------------------------------+---------------------------------+
 *   32                              40                                48
 * </pre>
 */
public final class XdpStatistics {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("rx_dropped"),
                            JAVA_LONG.withName("rx_invalid_descs"),
                            JAVA_LONG.withName("tx_invalid_descs"),
                            JAVA_LONG.withName("rx_ring_full"),
                            JAVA_LONG.withName("rx_fill_ring_empty_descs"),
                            JAVA_LONG.withName("tx_ring_empty_descs"))
                    .withName("xdp_statistics");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long RX_DROPPED = Layouts.offset(LAYOUT, "rx_dropped");
    private static final long RX_INVALID_DESCS = Layouts.offset(LAYOUT, "rx_invalid_descs");
    private static final long TX_INVALID_DESCS = Layouts.offset(LAYOUT, "tx_invalid_descs");
    private static final long RX_RING_FULL = Layouts.offset(LAYOUT, "rx_ring_full");
    private static final long RX_FILL_RING_EMPTY_DESCS =
            Layouts.offset(LAYOUT, "rx_fill_ring_empty_descs");
    private static final long TX_RING_EMPTY_DESCS = Layouts.offset(LAYOUT, "tx_ring_empty_descs");

    private XdpStatistics() {}

    /** Frames dropped for another reason than the others. */
    public static long rx_dropped(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + RX_DROPPED);
    }

    /** Slots of the fill ring that named no memory of ours. */
    public static long rx_invalid_descs(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + RX_INVALID_DESCS);
    }

    /** Slots of the ring to send that named no memory of ours. */
    public static long tx_invalid_descs(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + TX_INVALID_DESCS);
    }

    /** Frames dropped because the ring of received ones was full. */
    public static long rx_ring_full(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + RX_RING_FULL);
    }

    /** How often the kernel found no memory to receive into. */
    public static long rx_fill_ring_empty_descs(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + RX_FILL_RING_EMPTY_DESCS);
    }

    /** How often the kernel found nothing to send. */
    public static long tx_ring_empty_descs(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + TX_RING_EMPTY_DESCS);
    }
}
