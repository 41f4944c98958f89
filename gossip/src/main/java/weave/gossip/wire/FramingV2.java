package weave.gossip.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobReader;
import weave.gossip.gob.GobWriter;

/**
 * Protocol version 2. The features are the first message, encrypted like all others.
 *
 * <pre>
 *   0              4
 *   +--------------+---------------+
 *   | length (4)   | message ...   |
 *   +--------------+---------------+
 * </pre>
 */
final class FramingV2 implements Framing {
    private static final int PREFIX_LENGTH = Integer.BYTES;

    @Override
    public byte[] frame(byte[] message) {
        return ByteBuffer.allocate(PREFIX_LENGTH + message.length)
                .putInt(message.length)
                .put(message)
                .array();
    }

    @Override
    public byte[] next(ByteQueue queue) throws WireException {
        if (queue.length() < PREFIX_LENGTH) {
            return null;
        }
        long claimed = 0;
        for (int i = 0; i < PREFIX_LENGTH; i++) {
            claimed = claimed << 8 | queue.at(i);
        }
        int length = Framing.checkedLength(claimed);
        if (queue.length() - PREFIX_LENGTH < length) {
            return null;
        }
        queue.take(PREFIX_LENGTH);
        return queue.take(length);
    }

    @Override
    public byte[] frameFeatures(Map<String, String> features, MessageCipher cipher) {
        return frame(cipher.seal(new GobWriter().write(FEATURES, features).drain()));
    }

    @Override
    public Map<String, String> nextFeatures(ByteQueue queue, MessageCipher cipher)
            throws WireException {
        byte[] message = next(queue);
        if (message == null) {
            return null;
        }
        try {
            return new GobReader(cipher.open(message)).next(FEATURES);
        } catch (GobException e) {
            throw new WireException("gob: " + e.getMessage(), e);
        }
    }
}
