package weave.core.fastdp;

import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;

/** Where the frames come from that the kernel leaves to user space. One reader: ingress. */
public non-sealed interface UpcallPort extends VxlanIntake {
    /** Where they lie. */
    FrameMemory memory();

    /**
     * Appends what waits to {@code into} until it is full: an {@link Upcall} and its frame each. No
     * frame is longer than the fast datapath's MTU and an Ethernet header; checksums are complete.
     * Never blocks. They are lent until the next call.
     *
     * @return how many came; a negative errno when the port is gone for good
     */
    int receive(CallState state, FrameBatch into);
}
