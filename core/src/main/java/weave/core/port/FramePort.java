package weave.core.port;

import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.linux.call.CallState;

/**
 * The local side of the overlay: a TAP, an AF_XDP queue. Directly before every frame lies a {@code
 * virtio_net_hdr} ({@link weave.core.frame.VnetHeader}), written by {@link #receive} and read by
 * {@link #transmit}; it says which checksums are still partial and how a super-frame is to be cut.
 */
public interface FramePort extends AutoCloseable {
    /** Where received frames lie. */
    FrameMemory memory();

    /**
     * Appends waiting frames to {@code into} until it is full. Never blocks. The frames are lent
     * until the next call. Egress only.
     *
     * @return how many came, 0 when nothing was there; a negative errno when the port is gone for
     *     good
     */
    int receive(CallState state, FrameBatch into);

    /**
     * Hands frames over in order and returns how many the port took; the others are dropped. Frames
     * in several pieces come from ingress only; single ones may come from both agents, each with
     * its own {@code state} and memory.
     */
    int transmit(CallState state, FrameMemory memory, GatherBatch frames);

    /** Whether {@link #transmit} takes UDP super-frames ({@code GSO_UDP_L4}), too. */
    boolean takesUdpSuperFrames();

    /** What to poll for readability while {@link #receive} has nothing. */
    int fd();

    @Override
    void close();
}
