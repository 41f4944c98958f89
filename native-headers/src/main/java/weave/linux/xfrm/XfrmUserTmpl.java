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
 * Which security association a policy wants: {@code struct xfrm_user_tmpl} of {@code
 * <linux/xfrm.h>}.
 *
 * <pre>
 *   0    24       28      44      48     49      50         52       56       60
 *   +----+--------+-------+-------+------+-------+----------+--------+--------+--------+
 *   | id | family | saddr | reqid | mode | share | optional | aalgos | ealgos | calgos |
 *   +----+--------+-------+-------+------+-------+----------+--------+--------+--------+
 * </pre>
 */
public final class XfrmUserTmpl {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            XfrmId.LAYOUT.withName("id"),
                            JAVA_SHORT.withName("family"),
                            MemoryLayout.paddingLayout(2),
                            MemoryLayout.sequenceLayout(4, NETWORK_INT).withName("saddr"),
                            JAVA_INT.withName("reqid"),
                            JAVA_BYTE.withName("mode"),
                            JAVA_BYTE.withName("share"),
                            JAVA_BYTE.withName("optional"),
                            MemoryLayout.paddingLayout(1),
                            JAVA_INT.withName("aalgos"),
                            JAVA_INT.withName("ealgos"),
                            JAVA_INT.withName("calgos"))
                    .withName("xfrm_user_tmpl");

    public static final long SIZE = LAYOUT.byteSize();

    /** Its name: an {@link XfrmId}. */
    public static final long ID_OFFSET = Layouts.offset(LAYOUT, "id");

    private static final long FAMILY = Layouts.offset(LAYOUT, "family");
    private static final long SADDR = Layouts.offset(LAYOUT, "saddr");
    private static final long REQID = Layouts.offset(LAYOUT, "reqid");
    private static final long MODE = Layouts.offset(LAYOUT, "mode");
    private static final long AALGOS = Layouts.offset(LAYOUT, "aalgos");
    private static final long EALGOS = Layouts.offset(LAYOUT, "ealgos");
    private static final long CALGOS = Layouts.offset(LAYOUT, "calgos");

    private XfrmUserTmpl() {}

    public static void family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + FAMILY, (short) value);
    }

    /** An IPv4 address: the first four of its bytes. */
    public static int saddr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + SADDR);
    }

    public static void saddr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SADDR, value);
    }

    /** That of the association. */
    public static int reqid(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + REQID);
    }

    public static void reqid(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + REQID, value);
    }

    /** As {@code XFRM_MODE_TRANSPORT}. */
    public static void mode(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + MODE, (byte) value);
    }

    /** Which algorithms are allowed: a bit each. */
    public static void aalgos(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + AALGOS, value);
    }

    /** Which algorithms are allowed: a bit each. */
    public static void ealgos(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + EALGOS, value);
    }

    /** Which algorithms are allowed: a bit each. */
    public static void calgos(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + CALGOS, value);
    }
}
