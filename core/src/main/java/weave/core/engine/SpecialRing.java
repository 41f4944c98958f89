package weave.core.engine;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * What the conductor wants done with the encoders; egress does it, because it owns them.
 *
 * <pre>
 *   special frame:  | connection id (4) | path (4) | frame length (4) | - (4) | UID (8) |
 *   new key:        | connection id (4) |
 *   fast datapath:  | connection id (4) | - (4) | frame length (4) | - (4) | UID (8) |
 * </pre>
 */
public final class SpecialRing {
    static final int SPECIAL = 1;
    static final int NEW_KEY = 2;
    static final int FAST_HEARTBEAT = 3;

    private static final int PATH_OFFSET = 4;
    private static final int FRAME_LENGTH_OFFSET = 8;
    private static final int UID_OFFSET = 16;
    private static final int LENGTH = 24;

    private final RingBuffer ring =
            new OneToOneRingBuffer(
                    new UnsafeBuffer(
                            ByteBuffer.allocateDirect(
                                    Limits.EVENT_RING_LENGTH
                                            + RingBufferDescriptor.TRAILER_LENGTH)));

    /**
     * The conductor asks for one special frame. Its bytes are zero but for the connection UID
     * behind the Ethernet header of a heartbeat.
     *
     * @return false when egress is far behind; the conductor's timers ask again
     */
    public boolean offer(int connectionId, int path, int frameLength, long connectionUid) {
        return offer(SPECIAL, connectionId, path, frameLength, connectionUid);
    }

    /** The conductor asks for a heartbeat of the fast datapath. */
    public boolean offerFastHeartbeat(int connectionId, int frameLength, long connectionUid) {
        return offer(FAST_HEARTBEAT, connectionId, 0, frameLength, connectionUid);
    }

    private boolean offer(
            int type, int connectionId, int path, int frameLength, long connectionUid) {
        int index = ring.tryClaim(type, LENGTH);
        if (index < 0) {
            return false;
        }
        MutableDirectBuffer buffer = ring.buffer();
        buffer.putInt(index, connectionId);
        buffer.putInt(index + PATH_OFFSET, path);
        buffer.putInt(index + FRAME_LENGTH_OFFSET, frameLength);
        buffer.putLong(index + UID_OFFSET, connectionUid);
        ring.commit(index);
        return true;
    }

    /**
     * The conductor asks for a new key for what is sealed from now on.
     *
     * @return false when egress is far behind; to be asked again then
     */
    public boolean offerNewKey(int connectionId) {
        int index = ring.tryClaim(NEW_KEY, Integer.BYTES);
        if (index < 0) {
            return false;
        }
        ring.buffer().putInt(index, connectionId);
        ring.commit(index);
        return true;
    }

    int drain(MessageHandler handler) {
        return ring.read(handler);
    }

    boolean isEmpty() {
        return ring.size() == 0;
    }

    static int connectionId(DirectBuffer buffer, int index) {
        return buffer.getInt(index);
    }

    static int path(DirectBuffer buffer, int index) {
        return buffer.getInt(index + PATH_OFFSET);
    }

    static int frameLength(DirectBuffer buffer, int index) {
        return buffer.getInt(index + FRAME_LENGTH_OFFSET);
    }

    static long connectionUid(DirectBuffer buffer, int index) {
        return buffer.getLong(index + UID_OFFSET);
    }
}
