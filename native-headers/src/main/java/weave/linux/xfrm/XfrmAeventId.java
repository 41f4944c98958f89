package weave.linux.xfrm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static weave.linux.Layouts.NETWORK_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Which state of a security association is asked for: {@code struct xfrm_aevent_id} of {@code
 * <linux/xfrm.h>}.
 *
 * <pre>
 *   0       24      40      44
 *   +-------+-------+-------+-------+
 *   | sa_id | saddr | flags | reqid |
 *   +-------+-------+-------+-------+
 * </pre>
 */
public final class XfrmAeventId {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XfrmUsersaId.LAYOUT.withName("sa_id"),
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("saddr"),
                            JAVA_INT.withName("flags"),
                            JAVA_INT.withName("reqid"))
                    .withName("xfrm_aevent_id");

    public static final long SIZE = LAYOUT.byteSize();

    /** Its name: an {@link XfrmUsersaId}. */
    public static final long SA_ID_OFFSET = Layouts.offset(LAYOUT, "sa_id");

    private static final long SADDR = Layouts.offset(LAYOUT, "saddr");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private XfrmAeventId() {}

    /** An IPv4 address: the first four of its bytes. */
    public static void saddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SADDR, value);
    }

    /** As {@code XFRM_AE_RVAL}. */
    public static void flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + FLAGS, value);
    }
}
