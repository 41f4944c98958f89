package weave.core.engine;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * What the agents report to the conductor: special frames that arrived, datagrams that were too
 * long for their path, and what else concerns a connection.
 *
 * <pre>
 *   | connection id (4) | value (4) | connection UID (8) | remote address (8) |
 * </pre>
 */
public final class EventRing {
    /** A heartbeat: connection UID and where it came from. */
    public static final int HEARTBEAT = 1;

    /** A fragmentation test of the right length, all zero. */
    public static final int FRAGMENTATION_TEST = 2;

    /** A path-MTU probe: its frame length is the value. */
    public static final int PROBE = 3;

    /** The kernel refused a DF datagram as too long. */
    public static final int TOO_BIG = 4;

    /** The local port is gone: the errno is the value, and there is no connection. */
    public static final int PORT_LOST = 5;

    /** The keys of the connection run out. */
    public static final int KEYS_SPENT = 6;

    /** The kernel does not cut what is sent: the errno is the value, and there is no connection. */
    public static final int CUTS_NOTHING = 7;

    /** A heartbeat of the fast datapath: its length is the value, and there is no connection id. */
    public static final int FAST_HEARTBEAT = 8;

    /** A MAC address and, in place of the UDP address, the peer that it was seen to send from. */
    public static final int LEARNED = 9;

    /** The device of a kernel datapath's upcalls is gone, as {@link #PORT_LOST}. */
    public static final int UPCALLS_LOST = 10;

    private static final int VALUE_OFFSET = 4;
    private static final int UID_OFFSET = 8;
    private static final int ADDRESS_OFFSET = 16;
    private static final int LENGTH = 24;

    private final RingBuffer ring =
            new ManyToOneRingBuffer(
                    new UnsafeBuffer(
                            ByteBuffer.allocateDirect(
                                    Limits.EVENT_RING_LENGTH
                                            + RingBufferDescriptor.TRAILER_LENGTH)));

    /** Any agent reports; false when the conductor is far behind and the event is lost. */
    boolean offer(int type, int connectionId, int value, long connectionUid, long address) {
        int index = ring.tryClaim(type, LENGTH);
        if (index < 0) {
            return false;
        }
        MutableDirectBuffer buffer = ring.buffer();
        buffer.putInt(index, connectionId);
        buffer.putInt(index + VALUE_OFFSET, value);
        buffer.putLong(index + UID_OFFSET, connectionUid);
        buffer.putLong(index + ADDRESS_OFFSET, address);
        ring.commit(index);
        return true;
    }

    /** The conductor takes what waits. */
    public int drain(MessageHandler handler) {
        return ring.read(handler);
    }

    public static int connectionId(DirectBuffer buffer, int index) {
        return buffer.getInt(index);
    }

    public static int value(DirectBuffer buffer, int index) {
        return buffer.getInt(index + VALUE_OFFSET);
    }

    public static long connectionUid(DirectBuffer buffer, int index) {
        return buffer.getLong(index + UID_OFFSET);
    }

    /** A packed {@link weave.core.udp.UdpAddress}. */
    public static long address(DirectBuffer buffer, int index) {
        return buffer.getLong(index + ADDRESS_OFFSET);
    }
}
