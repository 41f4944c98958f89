package weave.core.fastdp;

/** What a {@link FastLink} has done for it. Nothing here calls back into the link. */
public interface FastLinkActions {
    /** Sends a {@link FastHeartbeat} of {@code length} bytes. */
    void sendHeartbeat(int length);

    /** Sends one of {@link FastControl}'s messages to the neighbour over the mesh's TCP. */
    void sendControl(int tag);

    /** The neighbour has confirmed that our heartbeats arrive. Called once. */
    void established();

    /** Nothing gets through at present. */
    void unhealthy(String reason);

    /** Something gets through again, after {@link #unhealthy}. */
    void recovered();

    /** The neighbour's frames come from this IPv4 address, and ours go there from now on. */
    void remoteIp(int ip);
}
