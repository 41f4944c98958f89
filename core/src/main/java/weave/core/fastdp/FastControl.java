package weave.core.fastdp;

/** Tags of the fast datapath's control messages. See docs/protocol/fastdp.md. */
public final class FastControl {
    /** Your heartbeats arrive. */
    public static final int HEARTBEAT_RECEIVED = 0;

    /** What my inbound security association is made from. */
    public static final int SECURITY_ASSOCIATION = 1;

    /** Your heartbeats have ceased to arrive; only between peers that beat quickly. */
    public static final int HEARTBEAT_MISSED = 2;

    private FastControl() {}
}
