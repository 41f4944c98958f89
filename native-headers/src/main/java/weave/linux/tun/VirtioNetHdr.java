package weave.linux.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What goes before each frame of a TAP opened with {@code IFF_VNET_HDR}: {@code struct
 * virtio_net_hdr} of {@code <linux/virtio_net.h>}. Numbers are in host byte order. It may lie at
 * any address.
 *
 * <pre>
 *   0       1          2         4          6            8             10
 *   +-------+----------+---------+----------+------------+-------------+
 *   | flags | gso_type | hdr_len | gso_size | csum_start | csum_offset |
 *   +-------+----------+---------+----------+------------+-------------+
 * </pre>
 */
public final class VirtioNetHdr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("flags"),
                            JAVA_BYTE.withName("gso_type"),
                            JAVA_SHORT.withName("hdr_len"),
                            JAVA_SHORT.withName("gso_size"),
                            JAVA_SHORT.withName("csum_start"),
                            JAVA_SHORT.withName("csum_offset"))
                    .withName("virtio_net_hdr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");
    private static final long GSO_TYPE = Layouts.offset(LAYOUT, "gso_type");
    private static final long HDR_LEN = Layouts.offset(LAYOUT, "hdr_len");
    private static final long GSO_SIZE = Layouts.offset(LAYOUT, "gso_size");
    private static final long CSUM_START = Layouts.offset(LAYOUT, "csum_start");
    private static final long CSUM_OFFSET = Layouts.offset(LAYOUT, "csum_offset");

    private VirtioNetHdr() {}

    /** {@link TunConstants#VIRTIO_NET_HDR_F_NEEDS_CSUM} and its like. */
    public static int flags(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + FLAGS) & 0xFF;
    }

    public static void flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + FLAGS, (byte) value);
    }

    /** {@link TunConstants#VIRTIO_NET_HDR_GSO_NONE} and its like. */
    public static int gso_type(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + GSO_TYPE) & 0xFF;
    }

    public static void gso_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + GSO_TYPE, (byte) value);
    }

    /** Bytes of all headers of a super-frame together. */
    public static int hdr_len(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, base + HDR_LEN));
    }

    public static void hdr_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT_UNALIGNED, base + HDR_LEN, (short) value);
    }

    /** Payload bytes of each segment but the last. */
    public static int gso_size(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, base + GSO_SIZE));
    }

    public static void gso_size(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT_UNALIGNED, base + GSO_SIZE, (short) value);
    }

    /** Where the checksummed bytes begin, from the start of the frame. */
    public static int csum_start(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, base + CSUM_START));
    }

    public static void csum_start(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT_UNALIGNED, base + CSUM_START, (short) value);
    }

    /** Where the checksum is, from {@code csum_start}. */
    public static int csum_offset(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, base + CSUM_OFFSET));
    }

    public static void csum_offset(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT_UNALIGNED, base + CSUM_OFFSET, (short) value);
    }
}
