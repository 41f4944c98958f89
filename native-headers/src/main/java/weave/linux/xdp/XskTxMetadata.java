package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the kernel is to do with a frame before it leaves: {@code struct xsk_tx_metadata} of {@code
 * <linux/if_xdp.h>}, of its union the request. It ends where the frame begins. Linux 6.8 or newer;
 * the last field is of 6.14.
 *
 * <pre>
 *   0       8            10            12  16            24
 *   +-------+------------+-------------+---+-------------+
 *   | flags | csum_start | csum_offset | - | launch_time |
 *   +-------+------------+-------------+---+-------------+
 * </pre>
 */
public final class XskTxMetadata {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("flags"),
                            JAVA_SHORT.withName("csum_start"),
                            JAVA_SHORT.withName("csum_offset"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_LONG.withName("launch_time"))
                    .withName("xsk_tx_metadata");

    public static final long SIZE = LAYOUT.byteSize();

    /** Of a long, as {@link XdpConstants#XDP_TXMD_FLAGS_CHECKSUM}. */
    public static final int FLAGS_OFFSET = (int) Layouts.offset(LAYOUT, "flags");

    /** Of a short: where the checksummed bytes begin, from the start of the frame. */
    public static final int CSUM_START_OFFSET = (int) Layouts.offset(LAYOUT, "csum_start");

    /** Of a short: where the checksum is, from {@code csum_start}. */
    public static final int CSUM_OFFSET_OFFSET = (int) Layouts.offset(LAYOUT, "csum_offset");

    private XskTxMetadata() {}
}
