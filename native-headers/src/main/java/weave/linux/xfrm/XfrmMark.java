package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The mark that packets must have: {@code struct xfrm_mark} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0   4
 *   +---+---+
 *   | v | m |
 *   +---+---+
 * </pre>
 */
public final class XfrmMark {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("v"), JAVA_INT.withName("m"))
                    .withName("xfrm_mark");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long V = Layouts.offset(LAYOUT, "v");
    private static final long M = Layouts.offset(LAYOUT, "m");

    private XfrmMark() {}

    /** Its value. */
    public static int v(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + V);
    }

    public static void v(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + V, value);
    }

    /** Which bits count. */
    public static int m(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + M);
    }

    public static void m(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + M, value);
    }
}
