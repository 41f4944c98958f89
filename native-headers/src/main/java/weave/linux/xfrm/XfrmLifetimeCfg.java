package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * How long something may live: {@code struct xfrm_lifetime_cfg} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0                 8                 16                  24
 *   +-----------------+-----------------+-------------------+-------------------+
 *   | soft_byte_limit | hard_byte_limit | soft_packet_limit | hard_packet_limit |
 *   +-----------------+-----------------+-------------------+-------------------+
 *   32                         40                         48
 *   +--------------------------+--------------------------+--------------------------+
 *   | soft_add_expires_seconds | hard_add_expires_seconds | soft_use_expires_seconds |
 *   +--------------------------+--------------------------+--------------------------+
 *   56
 *   +--------------------------+
 *   | hard_use_expires_seconds |
 *   +--------------------------+
 * </pre>
 */
public final class XfrmLifetimeCfg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("soft_byte_limit"),
                            JAVA_LONG.withName("hard_byte_limit"),
                            JAVA_LONG.withName("soft_packet_limit"),
                            JAVA_LONG.withName("hard_packet_limit"),
                            JAVA_LONG.withName("soft_add_expires_seconds"),
                            JAVA_LONG.withName("hard_add_expires_seconds"),
                            JAVA_LONG.withName("soft_use_expires_seconds"),
                            JAVA_LONG.withName("hard_use_expires_seconds"))
                    .withName("xfrm_lifetime_cfg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long SOFT_BYTE_LIMIT = Layouts.offset(LAYOUT, "soft_byte_limit");
    private static final long HARD_BYTE_LIMIT = Layouts.offset(LAYOUT, "hard_byte_limit");
    private static final long SOFT_PACKET_LIMIT = Layouts.offset(LAYOUT, "soft_packet_limit");
    private static final long HARD_PACKET_LIMIT = Layouts.offset(LAYOUT, "hard_packet_limit");

    private XfrmLifetimeCfg() {}

    public static void soft_byte_limit(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + SOFT_BYTE_LIMIT, value);
    }

    public static void hard_byte_limit(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + HARD_BYTE_LIMIT, value);
    }

    public static void soft_packet_limit(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + SOFT_PACKET_LIMIT, value);
    }

    public static void hard_packet_limit(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + HARD_PACKET_LIMIT, value);
    }
}
