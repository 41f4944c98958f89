package weave.gossip.wire;

import java.util.Arrays;

/**
 * A control message between the two ends' overlays of one connection.
 *
 * <pre>
 *   0       1     2
 *   +-------+-----+----------+
 *   | index | tag | data ... |
 *   +-------+-----+----------+
 * </pre>
 *
 * @param index the overlay's place in the list of common overlays, 0 to 255; untrusted
 * @param tag the overlay's own, 0 to 255
 */
public record OverlayControl(int index, int tag, byte[] data) {
    private static final int DATA_OFFSET = 2;

    /** The message that carries it. */
    public ProtocolMessage encode() {
        byte[] payload = new byte[DATA_OFFSET + data.length];
        payload[0] = (byte) index;
        payload[1] = (byte) tag;
        System.arraycopy(data, 0, payload, DATA_OFFSET, data.length);
        return new ProtocolMessage(ProtocolMessage.OVERLAY_CONTROL, payload);
    }

    /**
     * Reads the payload of a message tagged {@link ProtocolMessage#OVERLAY_CONTROL}.
     *
     * @throws WireException if it is too short to name an overlay and a tag
     */
    public static OverlayControl decode(byte[] payload) throws WireException {
        if (payload.length < DATA_OFFSET) {
            throw new WireException("overlay control message of " + payload.length + " bytes");
        }
        byte[] data = Arrays.copyOfRange(payload, DATA_OFFSET, payload.length);
        return new OverlayControl(payload[0] & 0xFF, payload[1] & 0xFF, data);
    }
}
