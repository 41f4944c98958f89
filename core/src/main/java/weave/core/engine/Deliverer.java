package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameClass;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.frame.PartialChecksum;
import weave.core.frame.SegmentJoiner;
import weave.core.frame.VnetHeader;
import weave.core.port.FramePort;
import weave.core.sleeve.FragmentationNeeded;
import weave.core.sleeve.Fragmenter;
import weave.linux.call.CallState;

/**
 * Hands arriving frames to the local port. Ingress's last step.
 *
 * <p>Containers behind other peers may have a larger MTU than ours, 65,535 behind an original
 * without the fast datapath, and a bridge drops what exceeds the MTU of a port without a word. So
 * such IPv4 frames are fragmented here, or answered when they must not be.
 */
final class Deliverer {
    private static final int PIECES_MAX = 2048;
    private static final int SCRATCH_OFFSET = 64;

    private final GatherBatch batch = new GatherBatch(PIECES_MAX);
    private final GatherBatch single = new GatherBatch(1);
    private final SegmentJoiner joiner;
    private final FrameMemory scratch = new FrameMemory(1, Limits.FRAME_SLOT_LENGTH);
    private final Fragmenter fragmenter = new Fragmenter();
    private final FramePort port;
    private final FrameMemory memory;
    private final MutableDirectBuffer buffer;
    private final int mtu;
    private final boolean joins;
    private final CallState state;
    private final DataplaneCounters counters;

    /**
     * @param memory where arriving frames lie
     * @param mtu of the containers on the local bridge, in bytes
     * @param joins whether segments that follow on each other are joined
     */
    Deliverer(
            FramePort port,
            FrameMemory memory,
            int mtu,
            boolean joins,
            CallState state,
            DataplaneCounters counters) {
        this.port = port;
        this.memory = memory;
        this.mtu = mtu;
        this.joins = joins;
        this.state = state;
        this.counters = counters;
        buffer = memory.buffer();
        joiner = new SegmentJoiner(port.takesUdpSuperFrames());
    }

    /**
     * Joins the frame to the one before it if it is the next segment of the same TCP stream or UDP
     * flow. Else the vnet header takes the place of the record's header, which has been read.
     *
     * @param partial whether its TCP checksum has been left to us
     * @return false if it is marked so but cannot be; it is dropped then
     */
    boolean append(int offset, int length, boolean partial) {
        if (batch.isFull()) {
            flush();
        }
        if (joiner.isOpen()) {
            if (joiner.extend(offset, length, partial)) {
                int headers = joiner.headersLength();
                batch.extend(offset + headers, length - headers);
                return true;
            }
            joiner.close();
        }
        VnetHeader.clear(buffer, offset);
        if (partial && !joiner.describePartial(buffer, offset, length)) {
            return false;
        }
        batch.append(offset, length);
        if (joins) {
            joiner.begin(buffer, offset, length, partial);
        }
        return true;
    }

    /**
     * Completes a TCP checksum that has been left to us, because the frame goes further or in
     * pieces.
     *
     * @return false if it is marked so but cannot be
     */
    boolean complete(int offset, int length) {
        joiner.close();
        return joiner.describePartial(buffer, offset, length)
                && PartialChecksum.complete(buffer, offset, length);
    }

    /** Whether a frame exceeds what the containers here receive. */
    boolean isTooBig(int length) {
        return length > mtu + Ethernet.HEADER_LENGTH;
    }

    /**
     * Fragments a frame that is too big, if that is allowed and possible, and delivers the pieces.
     *
     * @return whether that was done; if not, the frame may be answered
     */
    boolean appendInPieces(int offset, int length) {
        if (FrameClass.of(buffer, offset, length) != FrameClass.IPV4) {
            return false;
        }
        int pieces = fragmenter.wrap(buffer, offset, length, mtu);
        flush();
        for (int i = 0; i < pieces; i++) {
            fragmenter.write(i, scratch.buffer(), SCRATCH_OFFSET);
            VnetHeader.clear(scratch.buffer(), SCRATCH_OFFSET);
            single.clear();
            single.append(SCRATCH_OFFSET, fragmenter.frameLength(i));
            transmit(scratch, single);
        }
        return pieces > 0;
    }

    /**
     * Writes the answer to a frame that is too big; 0 if there is none, as for what is not IPv4.
     */
    int writeAnswer(int offset, int length) {
        return FragmentationNeeded.write(
                buffer, offset, length, mtu, scratch.buffer(), SCRATCH_OFFSET);
    }

    /** Where {@link #writeAnswer} wrote. */
    MutableDirectBuffer answerBuffer() {
        return scratch.buffer();
    }

    int answerOffset() {
        return SCRATCH_OFFSET;
    }

    /** Hands over what was appended. */
    void flush() {
        joiner.close();
        if (batch.count() > 0) {
            transmit(memory, batch);
            batch.clear();
        }
    }

    private void transmit(FrameMemory from, GatherBatch frames) {
        int taken = port.transmit(state, from, frames);
        counters.add(DataplaneCounter.FRAMES_INJECTED, taken);
        counters.add(DataplaneCounter.BYTES_INJECTED, frames.bytes());
        if (taken < frames.count()) {
            counters.add(DataplaneCounter.INJECT_REFUSED, frames.count() - taken);
        }
    }

    void close() {
        scratch.close();
    }
}
