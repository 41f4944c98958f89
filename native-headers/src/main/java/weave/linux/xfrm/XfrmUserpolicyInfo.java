package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What is to be done with packets: {@code struct xfrm_userpolicy_info} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0     56    120      152        156     160   161      162     163
 *   +-----+-----+--------+----------+-------+-----+--------+-------+-------+
 *   | sel | lft | curlft | priority | index | dir | action | flags | share |
 *   +-----+-----+--------+----------+-------+-----+--------+-------+-------+
 * </pre>
 */
public final class XfrmUserpolicyInfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XfrmSelector.LAYOUT.withName("sel"),
                            XfrmLifetimeCfg.LAYOUT.withName("lft"),
                            XfrmLifetimeCur.LAYOUT.withName("curlft"),
                            JAVA_INT.withName("priority"),
                            JAVA_INT.withName("index"),
                            JAVA_BYTE.withName("dir"),
                            JAVA_BYTE.withName("action"),
                            JAVA_BYTE.withName("flags"),
                            JAVA_BYTE.withName("share"),
                            MemoryLayout.paddingLayout(4))
                    .withName("xfrm_userpolicy_info");

    public static final long SIZE = LAYOUT.byteSize();

    /** What it is for: an {@link XfrmSelector}. */
    public static final long SEL_OFFSET = Layouts.offset(LAYOUT, "sel");

    /** How long it may live: an {@link XfrmLifetimeCfg}. */
    public static final long LFT_OFFSET = Layouts.offset(LAYOUT, "lft");

    private static final long DIR = Layouts.offset(LAYOUT, "dir");
    private static final long ACTION = Layouts.offset(LAYOUT, "action");

    private XfrmUserpolicyInfo() {}

    /** As {@code XFRM_POLICY_OUT}. */
    public static int dir(MemorySegment memory, long base) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, base + DIR));
    }

    public static void dir(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + DIR, (byte) value);
    }

    /** As {@code XFRM_POLICY_ALLOW}. */
    public static void action(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + ACTION, (byte) value);
    }
}
