package weave.linux.bpf;

/** What a program can call: {@code enum bpf_func_id} of {@code <linux/bpf.h>}. */
public final class BpfHelpers {
    public static final int BPF_FUNC_map_lookup_elem = 1;
    public static final int BPF_FUNC_map_update_elem = 2;
    public static final int BPF_FUNC_map_delete_elem = 3;
    public static final int BPF_FUNC_ktime_get_ns = 5;
    public static final int BPF_FUNC_get_prandom_u32 = 7;
    public static final int BPF_FUNC_get_smp_processor_id = 8;
    public static final int BPF_FUNC_skb_store_bytes = 9;
    public static final int BPF_FUNC_tail_call = 12;
    public static final int BPF_FUNC_clone_redirect = 13;
    public static final int BPF_FUNC_skb_get_tunnel_key = 20;
    public static final int BPF_FUNC_skb_set_tunnel_key = 21;
    public static final int BPF_FUNC_redirect = 23;
    public static final int BPF_FUNC_skb_load_bytes = 26;
    public static final int BPF_FUNC_skb_change_type = 32;
    public static final int BPF_FUNC_get_hash_recalc = 34;
    public static final int BPF_FUNC_skb_pull_data = 39;
    public static final int BPF_FUNC_skb_change_head = 43;
    public static final int BPF_FUNC_xdp_adjust_head = 44;
    public static final int BPF_FUNC_skb_adjust_room = 50;
    public static final int BPF_FUNC_redirect_map = 51;
    public static final int BPF_FUNC_sk_lookup_udp = 85;
    public static final int BPF_FUNC_sk_release = 86;
    public static final int BPF_FUNC_sk_assign = 124;
    public static final int BPF_FUNC_redirect_neigh = 152;
    public static final int BPF_FUNC_redirect_peer = 155;
    public static final int BPF_FUNC_xdp_get_buff_len = 188;

    private BpfHelpers() {}
}
