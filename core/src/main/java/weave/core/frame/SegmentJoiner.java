package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Recognises segments that follow on each other, so that they can be handed to the kernel as one
 * super-frame: the reverse of {@link SegmentCutter}, as {@code GRO} does it in the kernel. Every
 * checksum is verified before, so that nothing broken is passed on as whole.
 *
 * <pre>
 *   TCP  one connection, nothing but ACK set, equal headers, consecutive sequence numbers and equal
 *        lengths; a shorter one or one with PSH is the last
 *   UDP  one flow, equal headers and equal lengths; a shorter one is the last. A socket gets each
 *        datagram as it was sent: the kernel cuts again, or tells the size (UDP_GRO)
 * </pre>
 *
 * <p>The frames stay where they are: the first keeps its headers, of the others only the payload is
 * used. One thread; one run at a time.
 */
public final class SegmentJoiner {
    /** What {@code writev(2)} and the kernel's fragments take comfortably, and its UDP limit. */
    private static final int SEGMENTS_MAX = 64;

    private static final int IP_LENGTH_MAX = 65_535;
    private static final int FLAG_ACK = 0x10;

    private final SegmentHeaders headers = new SegmentHeaders();
    private final boolean joinsUdp;

    private MutableDirectBuffer buffer;
    private int frame;
    private int segmentLength;
    private int payloadLength;
    private int nextSequence;
    private int segments;

    /**
     * @param joinsUdp whether whoever takes the frames knows UDP super-frames
     */
    public SegmentJoiner(boolean joinsUdp) {
        this.joinsUdp = joinsUdp;
    }

    /**
     * Looks whether a frame may be the first of a run, and begins one if so.
     *
     * @param partial whether the sender has left the transport checksum to us: it is not verified
     *     then
     * @return whether a run is open now
     */
    public boolean begin(MutableDirectBuffer memory, int offset, int length, boolean partial) {
        buffer = memory;
        frame = offset;
        segments = 0;
        if (!headers.parse(memory, offset, length)
                || !mayBegin(offset)
                || !headers.isIntact(offset, length, partial)) {
            return false;
        }
        segmentLength = length - headers.length();
        payloadLength = segmentLength;
        if (headers.isTcp()) {
            nextSequence = sequence(offset) + segmentLength;
        }
        segments = 1;
        return true;
    }

    private boolean mayBegin(int offset) {
        return headers.isTcp() ? flags(offset) == FLAG_ACK : joinsUdp;
    }

    /** Whether a run is open that may be extended. */
    public boolean isOpen() {
        return segments > 0;
    }

    /**
     * Adds a frame to the run if it follows on; its payload begins {@link #headersLength} bytes
     * behind {@code offset}. The run may be closed by it.
     *
     * @param partial as for {@link #begin}
     */
    public boolean extend(int offset, int length, boolean partial) {
        assert isOpen();
        int more = length - headers.length();
        int ipLength = headers.length() - Ethernet.HEADER_LENGTH + payloadLength + more;
        if (more <= 0
                || more > segmentLength
                || ipLength > IP_LENGTH_MAX
                || !headers.areThoseOf(offset, length, segments)
                || headers.isTcp() && !isNextTcp(offset)
                || !headers.isIntact(offset, length, partial)) {
            return false;
        }
        segments++;
        payloadLength += more;
        boolean pushed = headers.isTcp() && addTcp(offset, more);
        if (pushed || more < segmentLength || segments == SEGMENTS_MAX) {
            close();
        }
        return true;
    }

    private boolean isNextTcp(int offset) {
        return sequence(offset) == nextSequence && (flags(offset) & ~Tcp.FLAG_PSH) == FLAG_ACK;
    }

    /** Returns whether the segment has PSH; the super-frame has it then, too. */
    private boolean addTcp(int offset, int more) {
        nextSequence += more;
        boolean pushed = (flags(offset) & Tcp.FLAG_PSH) != 0;
        if (pushed) {
            int flags = frame + headers.transport() + Tcp.FLAGS_OFFSET;
            buffer.putByte(flags, (byte) (FLAG_ACK | Tcp.FLAG_PSH));
        }
        return pushed;
    }

    /** Bytes of all headers of the run's frames. */
    public int headersLength() {
        return headers.length();
    }

    /**
     * Ends the run: the first frame's headers, and the {@link VnetHeader} before it, describe the
     * super-frame, if the run has become one.
     */
    public void close() {
        if (segments > 1) {
            headers.describe(payloadLength, segmentLength);
        }
        segments = 0;
    }

    /**
     * Describes a frame with a partial checksum to the kernel, by the {@link VnetHeader} before it.
     *
     * @return false if it is not the TCP that a sender may leave unfinished
     */
    public boolean describePartial(MutableDirectBuffer memory, int offset, int length) {
        buffer = memory;
        segments = 0;
        if (!headers.parse(memory, offset, length) || !headers.isTcp()) {
            return false;
        }
        int field = headers.checksumOffset();
        VnetHeader.putPartialChecksum(memory, offset, headers.transport(), field);
        return true;
    }

    private int flags(int offset) {
        return Tcp.flags(buffer, offset + headers.transport());
    }

    private int sequence(int offset) {
        int field = offset + headers.transport() + Tcp.SEQUENCE_OFFSET;
        return buffer.getInt(field, ByteOrder.BIG_ENDIAN);
    }
}
