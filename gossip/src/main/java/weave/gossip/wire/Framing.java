package weave.gossip.wire;

import java.util.Map;
import weave.gossip.gob.GobType;

/** How a protocol version cuts the stream of one direction into messages. */
sealed interface Framing permits FramingV1, FramingV2 {
    /** The longest message, in bytes without its framing, encrypted if it is. */
    int LENGTH_MAX = 10 * 1024 * 1024;

    /** What the first message of each direction holds. */
    GobType<Map<String, String>> FEATURES = GobType.map(GobType.STRING, GobType.STRING);

    /** Puts the frame around a message. */
    byte[] frame(byte[] message);

    /** Removes the next message from the queue; {@code null} while it is incomplete. */
    byte[] next(ByteQueue queue) throws WireException;

    /** Puts the features' frame around them. */
    byte[] frameFeatures(Map<String, String> features, MessageCipher cipher);

    /** Removes the features from the queue; {@code null} while they are incomplete. */
    Map<String, String> nextFeatures(ByteQueue queue, MessageCipher cipher) throws WireException;

    /** Refuses a length before any byte of the message is waited for. */
    static int checkedLength(long length) throws WireException {
        if (length < 0 || length > LENGTH_MAX) {
            throw new WireException(
                    "incoming message exceeds maximum size: "
                            + Long.toUnsignedString(length)
                            + " > "
                            + LENGTH_MAX);
        }
        return (int) length;
    }
}
