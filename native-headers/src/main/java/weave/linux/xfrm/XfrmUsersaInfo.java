package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static weave.linux.Layouts.NETWORK_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * A security association: {@code struct xfrm_usersa_info} of {@code <linux/xfrm.h>}.
 *
 * <pre>
 *   0     56   80      96    160      192     204   208     212      214
 *   +-----+----+-------+-----+--------+-------+-----+-------+--------+------+
 *   | sel | id | saddr | lft | curlft | stats | seq | reqid | family | mode |
 *   +-----+----+-------+-----+--------+-------+-----+-------+--------+------+
 *   215             216
 *   +---------------+-------+
 *   | replay_window | flags |
 *   +---------------+-------+
 * </pre>
 */
public final class XfrmUsersaInfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XfrmSelector.LAYOUT.withName("sel"),
                            XfrmId.LAYOUT.withName("id"),
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("saddr"),
                            XfrmLifetimeCfg.LAYOUT.withName("lft"),
                            XfrmLifetimeCur.LAYOUT.withName("curlft"),
                            XfrmStats.LAYOUT.withName("stats"),
                            JAVA_INT.withName("seq"),
                            JAVA_INT.withName("reqid"),
                            JAVA_SHORT.withName("family"),
                            JAVA_BYTE.withName("mode"),
                            JAVA_BYTE.withName("replay_window"),
                            JAVA_BYTE.withName("flags"),
                            MemoryLayout.paddingLayout(7))
                    .withName("xfrm_usersa_info");

    public static final long SIZE = LAYOUT.byteSize();

    /** What it is for: an {@link XfrmSelector}. */
    public static final long SEL_OFFSET = Layouts.offset(LAYOUT, "sel");

    /** Its name: an {@link XfrmId}. */
    public static final long ID_OFFSET = Layouts.offset(LAYOUT, "id");

    /** How long it may live: an {@link XfrmLifetimeCfg}. */
    public static final long LFT_OFFSET = Layouts.offset(LAYOUT, "lft");

    private static final long SADDR = Layouts.offset(LAYOUT, "saddr");
    private static final long REQID = Layouts.offset(LAYOUT, "reqid");
    private static final long FAMILY = Layouts.offset(LAYOUT, "family");
    private static final long MODE = Layouts.offset(LAYOUT, "mode");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private XfrmUsersaInfo() {}

    /** An IPv4 address: the first four of its bytes. */
    public static int saddr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + SADDR);
    }

    public static void saddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SADDR, value);
    }

    /** Chosen by who made it; the same in the policy. */
    public static int reqid(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + REQID);
    }

    public static void reqid(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + REQID, value);
    }

    public static void family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + FAMILY, (short) value);
    }

    /** As {@code XFRM_MODE_TRANSPORT}. */
    public static void mode(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + MODE, (byte) value);
    }

    /** As {@code XFRM_STATE_ESN}. */
    public static void flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + FLAGS, (byte) value);
    }
}
