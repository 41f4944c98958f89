package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Memory for frames, told to the kernel: {@code struct xdp_umem_reg} of {@code <linux/if_xdp.h>}.
 * Kernels before 6.8 take the last field for padding.
 *
 * <pre>
 *   0      8     16           20         24      28                32
 *   +------+-----+------------+----------+-------+-----------------+
 *   | addr | len | chunk_size | headroom | flags | tx_metadata_len |
 *   +------+-----+------------+----------+-------+-----------------+
 * </pre>
 */
public final class XdpUmemReg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("addr"),
                            JAVA_LONG.withName("len"),
                            JAVA_INT.withName("chunk_size"),
                            JAVA_INT.withName("headroom"),
                            JAVA_INT.withName("flags"),
                            JAVA_INT.withName("tx_metadata_len"))
                    .withName("xdp_umem_reg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long ADDR = Layouts.offset(LAYOUT, "addr");
    private static final long LEN = Layouts.offset(LAYOUT, "len");
    private static final long CHUNK_SIZE = Layouts.offset(LAYOUT, "chunk_size");
    private static final long HEADROOM = Layouts.offset(LAYOUT, "headroom");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");
    private static final long TX_METADATA_LEN = Layouts.offset(LAYOUT, "tx_metadata_len");

    private XdpUmemReg() {}

    /** Where the memory begins, at a page. */
    public static void addr(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + ADDR, value);
    }

    /** Bytes of it. */
    public static void len(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + LEN, value);
    }

    /** Bytes of a frame, all that goes before it included: a power of two. */
    public static void chunk_size(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + CHUNK_SIZE, value);
    }

    /** Bytes before a received frame, beside the 256 that the kernel keeps free itself. */
    public static void headroom(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + HEADROOM, value);
    }

    /** As {@link XdpConstants#XDP_UMEM_TX_METADATA_LEN}. */
    public static void flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + FLAGS, value);
    }

    /** Bytes of what lies before a frame that is sent with {@link XskTxMetadata}. */
    public static void tx_metadata_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TX_METADATA_LEN, value);
    }
}
