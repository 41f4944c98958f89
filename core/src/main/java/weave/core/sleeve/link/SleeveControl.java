package weave.core.sleeve.link;

/**
 * The control messages of sleeve, carried by the mesh's TCP connection.
 *
 * <pre>
 *   1  a heartbeat has arrived           | (empty) |
 *   2  a fragmentation test has arrived  | (empty) |
 *   3  an MTU probe has arrived          | length of its frame - 14 (2, big-endian) |
 * </pre>
 */
public final class SleeveControl {
    public static final int HEARTBEAT_RECEIVED = 1;
    public static final int FRAGMENTATION_TEST_RECEIVED = 2;
    public static final int PROBE_RECEIVED = 3;

    private static final byte[] EMPTY = {};

    private SleeveControl() {}

    static byte[] empty() {
        return EMPTY;
    }

    /** The payload of {@link #PROBE_RECEIVED}; only the low 16 bits of {@code mtu} travel. */
    static byte[] probeReceived(int mtu) {
        return new byte[] {(byte) (mtu >>> 8), (byte) mtu};
    }

    /** The MTU in a {@link #PROBE_RECEIVED}, or -1 if the payload is too short. */
    static int probedMtu(byte[] payload) {
        return payload.length < 2 ? -1 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
}
