package weave.gossip.wire;

import java.util.Map;
import weave.gossip.gob.GobDecoder;
import weave.gossip.gob.GobException;
import weave.gossip.gob.GobType;
import weave.gossip.gob.GobWriter;

/**
 * Protocol version 1: each direction is one gob stream, first the features, always in clear, then
 * every message as a byte string.
 *
 * <pre>
 *   | length | definition of the map | length | features |
 *   | length | 0a 00 | length | message | length | 0a 00 | ...
 * </pre>
 */
final class FramingV1 implements Framing {
    private static final int ONE_BYTE_MAX = 0x7F;

    private final GobWriter writer = new GobWriter();
    private final GobDecoder decoder = new GobDecoder();

    @Override
    public byte[] frame(byte[] message) {
        return writer.write(GobType.BYTES, message).drain();
    }

    @Override
    public byte[] next(ByteQueue queue) throws WireException {
        return nextValue(GobType.BYTES, queue);
    }

    @Override
    public byte[] frameFeatures(Map<String, String> features, MessageCipher cipher) {
        return writer.write(FEATURES, features).drain();
    }

    @Override
    public Map<String, String> nextFeatures(ByteQueue queue, MessageCipher cipher)
            throws WireException {
        return nextValue(FEATURES, queue);
    }

    /** Definitions may come before the value; they are none themselves. */
    private <T> T nextValue(GobType<T> type, ByteQueue queue) throws WireException {
        for (byte[] message = nextGob(queue); message != null; message = nextGob(queue)) {
            try {
                T value = decoder.decode(type, message, 0, message.length);
                if (value != null) {
                    return value;
                }
            } catch (GobException e) {
                throw new WireException("gob: " + e.getMessage(), e);
            }
        }
        return null;
    }

    /** The length is a gob number: below 128 itself, else 256 less the count of its bytes. */
    private static byte[] nextGob(ByteQueue queue) throws WireException {
        if (queue.length() == 0) {
            return null;
        }
        int first = queue.at(0);
        int more = first <= ONE_BYTE_MAX ? 0 : 256 - first;
        if (more > Long.BYTES) {
            throw new WireException("gob: length of " + more + " bytes");
        }
        if (queue.length() < 1 + more) {
            return null;
        }
        long claimed = more == 0 ? first : 0;
        for (int i = 1; i <= more; i++) {
            claimed = claimed << 8 | queue.at(i);
        }
        int length = Framing.checkedLength(claimed);
        if (queue.length() - 1 - more < length) {
            return null;
        }
        queue.take(1 + more);
        return queue.take(length);
    }
}
