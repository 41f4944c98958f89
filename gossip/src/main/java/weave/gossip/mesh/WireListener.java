package weave.gossip.mesh;

/** Hears a {@link Wire}, on the control loop. */
public interface WireListener {
    /** Untrusted bytes, cut anywhere; owned by the callee. */
    void received(byte[] chunk);

    /** The wire takes more again. */
    void writable();

    /** The other end or the network ended it; {@code reason} is one line for people. */
    void closed(String reason);
}
