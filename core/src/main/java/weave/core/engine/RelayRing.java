package weave.core.engine;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The single place where packet data crosses threads: frames that only pass through us, from
 * ingress to egress, because a connection has one encoder and one nonce counter and egress owns
 * them.
 *
 * <pre>
 *   RELAY:  | source peer (8) | destination peer (8) | frame |
 *   FLOOD:  | source peer (8) | frame |
 * </pre>
 */
final class RelayRing {
    static final int RELAY = 1;
    static final int FLOOD = 2;

    static final int RELAY_FRAME_OFFSET = 16;
    static final int FLOOD_FRAME_OFFSET = 8;
    private static final int DESTINATION_OFFSET = 8;

    private final RingBuffer ring =
            new OneToOneRingBuffer(
                    new UnsafeBuffer(
                            ByteBuffer.allocateDirect(
                                    Limits.RELAY_RING_LENGTH
                                            + RingBufferDescriptor.TRAILER_LENGTH)));

    /** Ingress hands over a frame for {@code destination}; false when the ring is full. */
    boolean relay(long source, long destination, DirectBuffer from, int offset, int length) {
        int index = ring.tryClaim(RELAY, RELAY_FRAME_OFFSET + length);
        if (index < 0) {
            return false;
        }
        ring.buffer().putLong(index, source);
        ring.buffer().putLong(index + DESTINATION_OFFSET, destination);
        ring.buffer().putBytes(index + RELAY_FRAME_OFFSET, from, offset, length);
        ring.commit(index);
        return true;
    }

    /** Ingress hands over a frame for the broadcast set of {@code source}. */
    boolean flood(long source, DirectBuffer from, int offset, int length) {
        int index = ring.tryClaim(FLOOD, FLOOD_FRAME_OFFSET + length);
        if (index < 0) {
            return false;
        }
        ring.buffer().putLong(index, source);
        ring.buffer().putBytes(index + FLOOD_FRAME_OFFSET, from, offset, length);
        ring.commit(index);
        return true;
    }

    /** Egress takes what waits, at most {@code limit} frames. */
    int drain(MessageHandler handler, int limit) {
        return ring.read(handler, limit);
    }

    boolean isEmpty() {
        return ring.size() == 0;
    }

    static long source(DirectBuffer buffer, int index) {
        return buffer.getLong(index);
    }

    static long destination(DirectBuffer buffer, int index) {
        return buffer.getLong(index + DESTINATION_OFFSET);
    }
}
