package weave.core.overlay;

/**
 * What an overlay connection has carried since it began. Bytes are those of datagrams, UDP payload
 * only.
 */
public record OverlayTraffic(
        long datagramsSent, long bytesSent, long datagramsReceived, long bytesReceived) {
    /** Nothing yet. */
    public static final OverlayTraffic NONE = new OverlayTraffic(0, 0, 0, 0);
}
