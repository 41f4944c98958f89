package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The body of a question that is about no link, address or route: {@code struct rtgenmsg} of {@code
 * <linux/rtnetlink.h>}. Zero is no family in particular.
 *
 * <pre>
 *   0              1
 *   +--------------+
 *   | rtgen_family |
 *   +--------------+
 * </pre>
 */
public final class Rtgenmsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_BYTE.withName("rtgen_family")).withName("rtgenmsg");

    public static final long SIZE = LAYOUT.byteSize();

    private Rtgenmsg() {}
}
