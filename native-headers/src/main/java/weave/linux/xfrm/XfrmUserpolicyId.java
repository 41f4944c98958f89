package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The name of a policy: {@code struct xfrm_userpolicy_id} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0     56      60
 *   +-----+-------+-----+
 *   | sel | index | dir |
 *   +-----+-------+-----+
 * </pre>
 */
public final class XfrmUserpolicyId {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XfrmSelector.LAYOUT.withName("sel"),
                            JAVA_INT.withName("index"),
                            JAVA_BYTE.withName("dir"),
                            MemoryLayout.paddingLayout(3))
                    .withName("xfrm_userpolicy_id");

    public static final long SIZE = LAYOUT.byteSize();

    /** What it is for: an {@link XfrmSelector}. */
    public static final long SEL_OFFSET = Layouts.offset(LAYOUT, "sel");

    private static final long DIR = Layouts.offset(LAYOUT, "dir");

    private XfrmUserpolicyId() {}

    /** As {@code XFRM_POLICY_OUT}. */
    public static void dir(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + DIR, (byte) value);
    }
}
