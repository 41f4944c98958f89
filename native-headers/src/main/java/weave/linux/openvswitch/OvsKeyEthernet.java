package weave.linux.openvswitch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The addresses of a frame in a flow's key: {@code struct ovs_key_ethernet} of {@code
 * <linux/openvswitch.h>}. The other way round than in the frame.
 *
 * <pre>
 *   0         6         12
 *   +---------+---------+
 *   | eth_src | eth_dst |
 *   +---------+---------+
 * </pre>
 */
public final class OvsKeyEthernet {
    private static final int ETH_ALEN = 6;

    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(ETH_ALEN, JAVA_BYTE).withName("eth_src"),
                            MemoryLayout.sequenceLayout(ETH_ALEN, JAVA_BYTE).withName("eth_dst"))
                    .withName("ovs_key_ethernet");

    public static final long SIZE = LAYOUT.byteSize();

    public static final long ETH_SRC_OFFSET = Layouts.offset(LAYOUT, "eth_src");
    public static final long ETH_DST_OFFSET = Layouts.offset(LAYOUT, "eth_dst");

    private OvsKeyEthernet() {}
}
