package weave.linux.bpf;

/** Constants of {@code <linux/bpf.h>}: commands, kinds of maps, programs and links, verdicts. */
public final class BpfConstants {
    public static final int BPF_MAP_CREATE = 0;
    public static final int BPF_MAP_LOOKUP_ELEM = 1;
    public static final int BPF_MAP_UPDATE_ELEM = 2;
    public static final int BPF_MAP_DELETE_ELEM = 3;
    public static final int BPF_MAP_GET_NEXT_KEY = 4;
    public static final int BPF_PROG_LOAD = 5;
    public static final int BPF_OBJ_PIN = 6;
    public static final int BPF_OBJ_GET = 7;
    public static final int BPF_PROG_TEST_RUN = 10;
    public static final int BPF_PROG_GET_NEXT_ID = 11;
    public static final int BPF_MAP_GET_NEXT_ID = 12;
    public static final int BPF_PROG_GET_FD_BY_ID = 13;
    public static final int BPF_MAP_GET_FD_BY_ID = 14;
    public static final int BPF_OBJ_GET_INFO_BY_FD = 15;
    public static final int BPF_PROG_QUERY = 16;
    public static final int BPF_MAP_LOOKUP_BATCH = 24;
    public static final int BPF_MAP_UPDATE_BATCH = 26;
    public static final int BPF_MAP_DELETE_BATCH = 27;
    public static final int BPF_LINK_CREATE = 28;
    public static final int BPF_LINK_UPDATE = 29;
    public static final int BPF_LINK_GET_FD_BY_ID = 30;
    public static final int BPF_LINK_GET_NEXT_ID = 31;
    public static final int BPF_LINK_DETACH = 34;

    public static final int BPF_MAP_TYPE_HASH = 1;
    public static final int BPF_MAP_TYPE_ARRAY = 2;
    public static final int BPF_MAP_TYPE_PERCPU_HASH = 5;
    public static final int BPF_MAP_TYPE_PERCPU_ARRAY = 6;
    public static final int BPF_MAP_TYPE_LRU_HASH = 9;
    public static final int BPF_MAP_TYPE_LRU_PERCPU_HASH = 10;
    public static final int BPF_MAP_TYPE_DEVMAP = 14;
    public static final int BPF_MAP_TYPE_XSKMAP = 17;

    /** Of a map: memory for elements is taken when they come. */
    public static final int BPF_F_NO_PREALLOC = 1;

    /** Of a program for XDP: packets may have more bytes than those it can see. Linux 5.18. */
    public static final int BPF_F_XDP_HAS_FRAGS = 32;

    /** Of an update: whether the element is there or not. */
    public static final int BPF_ANY = 0;

    /** Of an update: only if it is not there. */
    public static final int BPF_NOEXIST = 1;

    /** Of an update: only if it is there. */
    public static final int BPF_EXIST = 2;

    public static final int BPF_PROG_TYPE_SOCKET_FILTER = 1;
    public static final int BPF_PROG_TYPE_SCHED_CLS = 3;
    public static final int BPF_PROG_TYPE_XDP = 6;

    public static final int BPF_XDP = 37;
    public static final int BPF_TCX_INGRESS = 46;
    public static final int BPF_TCX_EGRESS = 47;

    public static final int BPF_LINK_TYPE_XDP = 6;
    public static final int BPF_LINK_TYPE_TCX = 11;

    public static final int BPF_OBJ_NAME_LEN = 16;

    // What an XDP program returns.
    public static final int XDP_ABORTED = 0;
    public static final int XDP_DROP = 1;
    public static final int XDP_PASS = 2;
    public static final int XDP_TX = 3;
    public static final int XDP_REDIRECT = 4;

    // What a helper that writes into the packet is told.
    public static final int BPF_F_RECOMPUTE_CSUM = 1;

    // What a helper about tunnels is told.
    public static final int BPF_F_TUNINFO_IPV6 = 1;
    public static final int BPF_F_ZERO_CSUM_TX = 2;
    public static final int BPF_F_DONT_FRAGMENT = 4;

    // What a helper that makes room for headers is told.
    public static final int BPF_ADJ_ROOM_MAC = 1;
    public static final int BPF_F_ADJ_ROOM_FIXED_GSO = 1;
    public static final int BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 = 2;
    public static final int BPF_F_ADJ_ROOM_ENCAP_L4_UDP = 16;
    public static final int BPF_F_ADJ_ROOM_ENCAP_L2_ETH = 64;

    /** Above it, the length of the inner header of layer 2. */
    public static final int BPF_ADJ_ROOM_ENCAP_L2_SHIFT = 56;

    private BpfConstants() {}
}
