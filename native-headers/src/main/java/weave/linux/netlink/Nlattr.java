package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The head of an attribute, which its value follows: {@code struct nlattr} of {@code
 * <linux/netlink.h>}. Attributes are aligned to 4 bytes.
 *
 * <pre>
 *   0         2          4
 *   +---------+----------+
 *   | nla_len | nla_type |
 *   +---------+----------+
 * </pre>
 */
public final class Nlattr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("nla_len"), JAVA_SHORT.withName("nla_type"))
                    .withName("nlattr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NLA_LEN = Layouts.offset(LAYOUT, "nla_len");
    private static final long NLA_TYPE = Layouts.offset(LAYOUT, "nla_type");

    private Nlattr() {}

    /** Head and value together, without the padding after them. */
    public static int nla_len(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + NLA_LEN));
    }

    public static void nla_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + NLA_LEN, (short) value);
    }

    /** The type with the flags of {@link NetlinkConstants#NLA_TYPE_MASK}. */
    public static int nla_type(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + NLA_TYPE));
    }

    public static void nla_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + NLA_TYPE, (short) value);
    }
}
