package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static weave.linux.Layouts.NETWORK_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The name of a security association: {@code struct xfrm_usersa_id} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0       16    20       22
 *   +-------+-----+--------+-------+
 *   | daddr | spi | family | proto |
 *   +-------+-----+--------+-------+
 * </pre>
 */
public final class XfrmUsersaId {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("daddr"),
                            NETWORK_INT.withName("spi"),
                            JAVA_SHORT.withName("family"),
                            JAVA_BYTE.withName("proto"),
                            MemoryLayout.paddingLayout(1))
                    .withName("xfrm_usersa_id");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long DADDR = Layouts.offset(LAYOUT, "daddr");
    private static final long SPI = Layouts.offset(LAYOUT, "spi");
    private static final long FAMILY = Layouts.offset(LAYOUT, "family");
    private static final long PROTO = Layouts.offset(LAYOUT, "proto");

    private XfrmUsersaId() {}

    /** An IPv4 address: the first four of its bytes. */
    public static void daddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + DADDR, value);
    }

    public static void spi(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SPI, value);
    }

    public static void family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + FAMILY, (short) value);
    }

    public static void proto(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + PROTO, (byte) value);
    }
}
