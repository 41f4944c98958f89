package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * How much something has lived: {@code struct xfrm_lifetime_cur} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0       8         16         24
 *   +-------+---------+----------+----------+
 *   | bytes | packets | add_time | use_time |
 *   +-------+---------+----------+----------+
 * </pre>
 */
public final class XfrmLifetimeCur {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("bytes"),
                            JAVA_LONG.withName("packets"),
                            JAVA_LONG.withName("add_time"),
                            JAVA_LONG.withName("use_time"))
                    .withName("xfrm_lifetime_cur");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PACKETS = Layouts.offset(LAYOUT, "packets");

    private XfrmLifetimeCur() {}

    /** How many it has carried. In an attribute, aligned to four bytes only. */
    public static long packets(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + PACKETS);
    }
}
