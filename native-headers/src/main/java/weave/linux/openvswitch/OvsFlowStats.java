package weave.linux.openvswitch;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import weave.linux.Layouts;

/**
 * What a flow has carried: {@code struct ovs_flow_stats} of {@code <linux/openvswitch.h>}. In a
 * message it is aligned to 4 bytes only.
 *
 * <pre>
 *   0           8         16
 *   +-----------+---------+
 *   | n_packets | n_bytes |
 *   +-----------+---------+
 * </pre>
 */
public final class OvsFlowStats {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_LONG.withName("n_packets"),
                            ValueLayout.JAVA_LONG.withName("n_bytes"))
                    .withName("ovs_flow_stats");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long N_PACKETS = Layouts.offset(LAYOUT, "n_packets");
    private static final long N_BYTES = Layouts.offset(LAYOUT, "n_bytes");

    private OvsFlowStats() {}

    /** Packets that matched it. */
    public static long n_packets(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + N_PACKETS);
    }

    /** Their bytes, from the Ethernet header on. */
    public static long n_bytes(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG_UNALIGNED, base + N_BYTES);
    }
}
