package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The context of XDP programs: {@code struct xdp_md} of {@code <linux/bpf.h>}. Programs read it by
 * {@link BpfAssembler#load32}.
 */
public final class XdpMd {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("data"),
                            JAVA_INT.withName("data_end"),
                            JAVA_INT.withName("data_meta"),
                            JAVA_INT.withName("ingress_ifindex"),
                            JAVA_INT.withName("rx_queue_index"),
                            JAVA_INT.withName("egress_ifindex"))
                    .withName("xdp_md");

    public static final long SIZE = LAYOUT.byteSize();

    /** Where the packet begins, as an address. */
    public static final int DATA_OFFSET = (int) Layouts.offset(LAYOUT, "data");

    /** Where it ends. */
    public static final int DATA_END_OFFSET = (int) Layouts.offset(LAYOUT, "data_end");

    public static final int DATA_META_OFFSET = (int) Layouts.offset(LAYOUT, "data_meta");

    public static final int INGRESS_IFINDEX_OFFSET =
            (int) Layouts.offset(LAYOUT, "ingress_ifindex");

    /** The queue by which the packet came. */
    public static final int RX_QUEUE_INDEX_OFFSET = (int) Layouts.offset(LAYOUT, "rx_queue_index");

    public static final int EGRESS_IFINDEX_OFFSET = (int) Layouts.offset(LAYOUT, "egress_ifindex");

    private XdpMd() {}
}
