package weave.core.engine;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import weave.core.peer.PeerName;

/** What one connection has carried: datagrams and their bytes, both ways. */
public final class ConnectionCounters implements AutoCloseable {
    private final AtomicCounter datagramsSent;
    private final AtomicCounter bytesSent;
    private final AtomicCounter datagramsReceived;
    private final AtomicCounter bytesReceived;

    /**
     * Cold; {@code manager} belongs to the calling thread.
     *
     * @param kind before the counters' names, empty or with a space at its end
     */
    public ConnectionCounters(CountersManager manager, long remotePeer, String kind) {
        String prefix = "CONNECTION " + PeerName.format(remotePeer) + " " + kind;
        datagramsSent = manager.newCounter(prefix + "DATAGRAMS_SENT");
        bytesSent = manager.newCounter(prefix + "BYTES_SENT");
        datagramsReceived = manager.newCounter(prefix + "DATAGRAMS_RECEIVED");
        bytesReceived = manager.newCounter(prefix + "BYTES_RECEIVED");
    }

    /** Egress handed a datagram over. */
    void datagramSent(int length) {
        datagramsSent.incrementRelease();
        bytesSent.getAndAddRelease(length);
    }

    /** Ingress took a datagram that opened. */
    void datagramReceived(int length) {
        datagramsReceived.incrementRelease();
        bytesReceived.getAndAddRelease(length);
    }

    public long datagramsSent() {
        return datagramsSent.get();
    }

    public long bytesSent() {
        return bytesSent.get();
    }

    public long datagramsReceived() {
        return datagramsReceived.get();
    }

    public long bytesReceived() {
        return bytesReceived.get();
    }

    /** Gives the counters back once no agent uses them any more. */
    @Override
    public void close() {
        datagramsSent.close();
        bytesSent.close();
        datagramsReceived.close();
        bytesReceived.close();
    }
}
