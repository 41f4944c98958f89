package weave.linux.openvswitch;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import weave.linux.Layouts;

/**
 * What a datapath has seen: {@code struct ovs_dp_stats} of {@code <linux/openvswitch.h>}. In a
 * message it is aligned to 4 bytes only.
 *
 * <pre>
 *   0       8          16       24        32
 *   +-------+----------+--------+---------+
 *   | n_hit | n_missed | n_lost | n_flows |
 *   +-------+----------+--------+---------+
 * </pre>
 */
public final class OvsDpStats {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_LONG.withName("n_hit"),
                            ValueLayout.JAVA_LONG.withName("n_missed"),
                            ValueLayout.JAVA_LONG.withName("n_lost"),
                            ValueLayout.JAVA_LONG.withName("n_flows"))
                    .withName("ovs_dp_stats");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long N_HIT = Layouts.offset(LAYOUT, "n_hit");
    private static final long N_MISSED = Layouts.offset(LAYOUT, "n_missed");
    private static final long N_LOST = Layouts.offset(LAYOUT, "n_lost");
    private static final long N_FLOWS = Layouts.offset(LAYOUT, "n_flows");

    private OvsDpStats() {}

    /** Packets that a flow matched. */
    public static long n_hit(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + N_HIT);
    }

    /** Packets that none matched. */
    public static long n_missed(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + N_MISSED);
    }

    /** Of those, the ones that could not be handed to user space. */
    public static long n_lost(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + N_LOST);
    }

    /** How many flows there are. */
    public static long n_flows(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + N_FLOWS);
    }
}
