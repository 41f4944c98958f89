package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * A security association for which a number is wanted: {@code struct xfrm_userspi_info} of {@code
 * <linux/xfrm.h>}.
 *
 * <pre>
 *   0      224   228
 *   +------+-----+-----+
 *   | info | min | max |
 *   +------+-----+-----+
 * </pre>
 */
public final class XfrmUserspiInfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XfrmUsersaInfo.LAYOUT.withName("info"),
                            JAVA_INT.withName("min"),
                            JAVA_INT.withName("max"))
                    .withName("xfrm_userspi_info");

    public static final long SIZE = LAYOUT.byteSize();

    /** An {@link XfrmUsersaInfo}. */
    public static final long INFO_OFFSET = Layouts.offset(LAYOUT, "info");

    private static final long MIN = Layouts.offset(LAYOUT, "min");
    private static final long MAX = Layouts.offset(LAYOUT, "max");

    private XfrmUserspiInfo() {}

    /** The lowest that will do. */
    public static void min(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MIN, value);
    }

    /** The highest that will do, unsigned. */
    public static void max(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MAX, value);
    }
}
