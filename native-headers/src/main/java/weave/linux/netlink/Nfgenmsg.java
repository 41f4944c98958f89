package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static weave.linux.Layouts.NETWORK_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of every netfilter message: {@code struct nfgenmsg} of {@code
 * <linux/netfilter/nfnetlink.h>}. All zero, it asks about no family in particular.
 *
 * <pre>
 *   0              1         2        4
 *   +--------------+---------+--------+
 *   | nfgen_family | version | res_id |
 *   +--------------+---------+--------+
 * </pre>
 */
public final class Nfgenmsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("nfgen_family"),
                            JAVA_BYTE.withName("version"),
                            NETWORK_SHORT.withName("res_id"))
                    .withName("nfgenmsg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NFGEN_FAMILY = Layouts.offset(LAYOUT, "nfgen_family");

    private Nfgenmsg() {}

    public static void nfgen_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + NFGEN_FAMILY, (byte) value);
    }
}
