package weave.core.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.frame.FrameMemory;
import weave.core.frame.VnetHeader;

/**
 * Frames from one agent to the egress of a queue: the only way of packet data between threads. One
 * producer, one consumer. The consumer may use frames where they lie until it releases them, so
 * that a super-frame is copied once, here, and not again on its way to the kernel.
 *
 * <pre>
 *   0        4      8        16            24         32  54                 64
 *   +--------+------+--------+-------------+----------+---+------------------+-----------+
 *   | length | kind | source | destination | next hop | - | virtio_net_hdr   | frame ... |
 *   +--------+------+--------+-------------+----------+---+------------------+-----------+
 * </pre>
 *
 * <p>Records begin at multiples of 64 bytes and never wrap: what is left at the end of the ring is
 * skipped. The next hop is the producer's decision, so that snapshots that differ between queues
 * cannot send a frame in circles.
 */
final class HandOverRing implements AutoCloseable {
    /** A frame of our own bridge for one peer, its vnet header before it. */
    static final int CAPTURED = 1;

    /** The same for all neighbours of our own broadcast set. */
    static final int CAPTURED_FLOOD = 2;

    /** A complete frame for one peer, without a vnet header. */
    static final int RELAY = 3;

    /** The same for the broadcast set of its source. */
    static final int FLOOD = 4;

    /**
     * A datagram for the taker: the source is where it came from, the destination which port to.
     */
    static final int DATAGRAM = 5;

    private static final int KIND_OFFSET = 4;
    private static final int SOURCE_OFFSET = 8;
    private static final int DESTINATION_OFFSET = 16;
    private static final int HOP_OFFSET = 24;
    private static final int FRAME_OFFSET = 64;
    private static final int ALIGNMENT = 64;

    /** In place of a length: the next record is at the beginning of the ring. */
    private static final int SKIP = -1;

    /** Behind the records: the two positions, on cache lines of their own. */
    private static final int TAIL_OFFSET = 128;

    private static final int HEAD_OFFSET = 256;
    private static final int TRAILER_LENGTH = 384;

    private final int capacity;
    private final FrameMemory memory;
    private final UnsafeBuffer buffer;
    private final Producer producer = new Producer();

    // The consumer's.
    private long tailSeen;
    private long position;
    private long released;
    private int record;

    /** What the producer alone looks at, in an object of its own for the sake of the caches. */
    private static final class Producer {
        private long tail;
        private long headSeen;
    }

    /**
     * @param capacity in bytes, a power of two and many times the longest frame
     */
    HandOverRing(int capacity) {
        assert Integer.bitCount(capacity) == 1 : capacity;
        this.capacity = capacity;
        memory = FrameMemory.onDemand(capacity + TRAILER_LENGTH);
        buffer = memory.buffer();
    }

    // --- The producer.

    /**
     * Hands over a frame with the vnet header that lies before it.
     *
     * @return false when the ring is full
     */
    boolean offerCaptured(
            int kind,
            long self,
            long destination,
            long hop,
            DirectBuffer from,
            int at,
            int length) {
        int record = claim(length);
        if (record < 0) {
            return false;
        }
        buffer.putBytes(
                record + FRAME_OFFSET - VnetHeader.LENGTH,
                from,
                at - VnetHeader.LENGTH,
                VnetHeader.LENGTH + length);
        commit(record, length, kind, self, destination, hop);
        return true;
    }

    /**
     * Hands over a complete frame.
     *
     * @return false when the ring is full
     */
    boolean offer(
            int kind,
            long source,
            long destination,
            long hop,
            DirectBuffer from,
            int at,
            int length) {
        int record = claim(length);
        if (record < 0) {
            return false;
        }
        buffer.putBytes(record + FRAME_OFFSET, from, at, length);
        commit(record, length, kind, source, destination, hop);
        return true;
    }

    private int claim(int length) {
        int needed = aligned(FRAME_OFFSET + length);
        int at = index(producer.tail);
        int toEnd = capacity - at;
        int skipped = needed <= toEnd ? 0 : toEnd;
        long end = producer.tail + skipped + needed;
        if (end - producer.headSeen > capacity) {
            producer.headSeen = buffer.getLongAcquire(capacity + HEAD_OFFSET);
            if (end - producer.headSeen > capacity) {
                return -1;
            }
        }
        if (skipped > 0) {
            buffer.putInt(at, SKIP);
            at = 0;
        }
        producer.tail = end;
        return at;
    }

    private void commit(int record, int length, int kind, long source, long destination, long hop) {
        buffer.putInt(record, length);
        buffer.putInt(record + KIND_OFFSET, kind);
        buffer.putLong(record + SOURCE_OFFSET, source);
        buffer.putLong(record + DESTINATION_OFFSET, destination);
        buffer.putLong(record + HOP_OFFSET, hop);
        buffer.putLongRelease(capacity + TAIL_OFFSET, producer.tail);
    }

    // --- The consumer.

    /** Goes to the next record; false if there is none. */
    boolean next() {
        if (position == tailSeen) {
            tailSeen = buffer.getLongAcquire(capacity + TAIL_OFFSET);
            if (position == tailSeen) {
                return false;
            }
        }
        record = index(position);
        int length = buffer.getInt(record);
        if (length == SKIP) {
            position += capacity - record;
            record = 0;
            length = buffer.getInt(record);
        }
        position += aligned(FRAME_OFFSET + length);
        return true;
    }

    /** Gives the room of all records gone through back; their frames are not touched any more. */
    void release() {
        if (released != position) {
            released = position;
            buffer.putLongRelease(capacity + HEAD_OFFSET, position);
        }
    }

    int kind() {
        return buffer.getInt(record + KIND_OFFSET);
    }

    long source() {
        return buffer.getLong(record + SOURCE_OFFSET);
    }

    long destination() {
        return buffer.getLong(record + DESTINATION_OFFSET);
    }

    long hop() {
        return buffer.getLong(record + HOP_OFFSET);
    }

    /** Where the frame begins in {@link #memory}. */
    int frameOffset() {
        return record + FRAME_OFFSET;
    }

    int frameLength() {
        return buffer.getInt(record);
    }

    FrameMemory memory() {
        return memory;
    }

    private int index(long at) {
        return (int) at & capacity - 1;
    }

    private static int aligned(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    @Override
    public void close() {
        memory.close();
    }
}
