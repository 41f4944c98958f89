package weave.gossip.mesh;

import java.net.InetSocketAddress;

/** One TCP connection, or what passes for it. Used on the control loop only. */
public interface Wire {
    /** What a wire holds for a peer that does not read, in bytes, before it gives the peer up. */
    int PENDING_MAX = 16 << 20;

    /** The reason when the other end has closed in order, without a reset. */
    String END = "EOF";

    InetSocketAddress localAddress();

    InetSocketAddress remoteAddress();

    /** From now on the listener hears what arrives; called once. */
    void start(WireListener listener);

    /**
     * Sends; takes over {@code bytes}. With more than {@link #PENDING_MAX} unsent, the wire closes
     * and its listener is told.
     */
    void write(byte[] bytes);

    /** The smoothed round-trip time as the transport measures it, in microseconds; 0 if unknown. */
    long roundTripMicros();

    /** Whether little is unsent. What can wait should wait for {@link WireListener#writable()}. */
    boolean writable();

    /** Resets the connection and forgets what is unsent. The listener hears nothing any more. */
    void close();
}
