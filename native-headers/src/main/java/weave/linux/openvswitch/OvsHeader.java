package weave.linux.openvswitch;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What follows the generic netlink head of every message of Open vSwitch: {@code struct ovs_header}
 * of {@code <linux/openvswitch.h>}.
 *
 * <pre>
 *   0            4
 *   +------------+
 *   | dp_ifindex |
 *   +------------+
 * </pre>
 */
public final class OvsHeader {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("dp_ifindex")).withName("ovs_header");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long DP_IFINDEX = Layouts.offset(LAYOUT, "dp_ifindex");

    private OvsHeader() {}

    /** The link that is the datapath's own port; 0 for none in particular. */
    public static int dp_ifindex(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + DP_IFINDEX);
    }

    public static void dp_ifindex(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + DP_IFINDEX, value);
    }
}
