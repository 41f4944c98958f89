package weave.linux.netlink;

/** Constants of {@code <linux/pkt_sched.h>} and {@code <linux/pkt_cls.h>}. */
public final class TcConstants {
    /** Where packets arrive and leave, beside the queues: the parent of {@code clsact} itself. */
    public static final long TC_H_CLSACT = 0xFFFF_FFF1L;

    /** The lower half of a filter's parent, for packets that arrive. */
    public static final int TC_H_MIN_INGRESS = 0xFFF2;

    /** The lower half of a filter's parent, for packets that leave. */
    public static final int TC_H_MIN_EGRESS = 0xFFF3;

    public static final int TCA_BPF_FD = 6;
    public static final int TCA_BPF_NAME = 7;
    public static final int TCA_BPF_FLAGS = 8;
    public static final int TCA_BPF_ID = 11;

    /** What the program returns is what happens to the packet. */
    public static final int TCA_BPF_FLAG_ACT_DIRECT = 1;

    /** The next filter decides. */
    public static final int TC_ACT_UNSPEC = -1;

    /** The packet goes on, and no further filter sees it. */
    public static final int TC_ACT_OK = 0;

    /** The packet is dropped. */
    public static final int TC_ACT_SHOT = 2;

    /** The packet goes where {@code bpf_redirect} said. */
    public static final int TC_ACT_REDIRECT = 7;

    private TcConstants() {}
}
