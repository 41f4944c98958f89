package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The context of programs that {@code tc} attaches: {@code struct __sk_buff} of {@code
 * <linux/bpf.h>}, up to {@code gso_size}. Programs read it by {@link BpfAssembler#load32}.
 */
public final class SkBuff {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("len"),
                            JAVA_INT.withName("pkt_type"),
                            JAVA_INT.withName("mark"),
                            JAVA_INT.withName("queue_mapping"),
                            JAVA_INT.withName("protocol"),
                            JAVA_INT.withName("vlan_present"),
                            JAVA_INT.withName("vlan_tci"),
                            JAVA_INT.withName("vlan_proto"),
                            JAVA_INT.withName("priority"),
                            JAVA_INT.withName("ingress_ifindex"),
                            JAVA_INT.withName("ifindex"),
                            JAVA_INT.withName("tc_index"),
                            MemoryLayout.sequenceLayout(5, JAVA_INT).withName("cb"),
                            JAVA_INT.withName("hash"),
                            JAVA_INT.withName("tc_classid"),
                            JAVA_INT.withName("data"),
                            JAVA_INT.withName("data_end"),
                            JAVA_INT.withName("napi_id"),
                            // Of its socket: addresses and ports.
                            MemoryLayout.paddingLayout(13 * JAVA_INT.byteSize()),
                            JAVA_INT.withName("data_meta"),
                            JAVA_LONG.withName("flow_keys"),
                            JAVA_LONG.withName("tstamp"),
                            JAVA_INT.withName("wire_len"),
                            JAVA_INT.withName("gso_segs"),
                            JAVA_LONG.withName("sk"),
                            JAVA_INT.withName("gso_size"))
                    .withName("__sk_buff");

    public static final long SIZE = LAYOUT.byteSize();

    /** Bytes of the packet. */
    public static final int LEN_OFFSET = (int) Layouts.offset(LAYOUT, "len");

    public static final int PKT_TYPE_OFFSET = (int) Layouts.offset(LAYOUT, "pkt_type");

    /** What routing and netfilter see, too. */
    public static final int MARK_OFFSET = (int) Layouts.offset(LAYOUT, "mark");

    public static final int QUEUE_MAPPING_OFFSET = (int) Layouts.offset(LAYOUT, "queue_mapping");

    /** The EtherType, in network order. */
    public static final int PROTOCOL_OFFSET = (int) Layouts.offset(LAYOUT, "protocol");

    /** 1 if {@code vlan_tci} is one. */
    public static final int VLAN_PRESENT_OFFSET = (int) Layouts.offset(LAYOUT, "vlan_present");

    public static final int VLAN_TCI_OFFSET = (int) Layouts.offset(LAYOUT, "vlan_tci");

    public static final int VLAN_PROTO_OFFSET = (int) Layouts.offset(LAYOUT, "vlan_proto");

    public static final int PRIORITY_OFFSET = (int) Layouts.offset(LAYOUT, "priority");

    /** The interface by which the packet came. */
    public static final int INGRESS_IFINDEX_OFFSET =
            (int) Layouts.offset(LAYOUT, "ingress_ifindex");

    /** The interface whose program runs. */
    public static final int IFINDEX_OFFSET = (int) Layouts.offset(LAYOUT, "ifindex");

    public static final int TC_INDEX_OFFSET = (int) Layouts.offset(LAYOUT, "tc_index");

    /** Five numbers that later programs of the interface see, too. */
    public static final int CB_OFFSET = (int) Layouts.offset(LAYOUT, "cb");

    /** Of addresses and ports; 0 if not computed yet. */
    public static final int HASH_OFFSET = (int) Layouts.offset(LAYOUT, "hash");

    public static final int TC_CLASSID_OFFSET = (int) Layouts.offset(LAYOUT, "tc_classid");

    /** Where the packet's linear part begins, as an address. */
    public static final int DATA_OFFSET = (int) Layouts.offset(LAYOUT, "data");

    /** Where it ends. */
    public static final int DATA_END_OFFSET = (int) Layouts.offset(LAYOUT, "data_end");

    /** Payload of each segment, if the packet is to be cut into some; 0 if not. */
    public static final int GSO_SIZE_OFFSET = (int) Layouts.offset(LAYOUT, "gso_size");

    private SkBuff() {}
}
