package weave.xdp.socket;

import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpDesc;

/**
 * Frames to send, or pieces of such: we produce, the kernel consumes. A slot is an {@link XdpDesc}.
 * A frame leaves when all of its pieces are handed over, is sent when the kernel has taken it, and
 * is ours again when it comes out of the {@link CompletionRing}. A kernel that {@link #needsWakeup}
 * is told by {@link XdpSocket#wakeTransmitter}.
 */
public final class TxRing extends ProducerRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = (int) XdpDesc.SIZE;

    TxRing(RingMapping ring, FrameLoans loans) {
        super(ring, loans);
    }

    /** Puts in a frame that is all in one piece. Only while there is {@link #room}. */
    public void append(int offset, int length) {
        append(offset, length, 0);
    }

    /** Puts in a piece of a frame that goes on in the next one. */
    public void appendContinued(int offset, int length) {
        append(offset, length, XdpConstants.XDP_PKT_CONTD);
    }

    /** Puts in a frame whose checksum the kernel is to compute, as {@link Umem#checksum} says. */
    public void appendWithMetadata(int offset, int length) {
        append(offset, length, XdpConstants.XDP_TX_METADATA);
    }

    private void append(int offset, int length, int options) {
        int slot = put(offset, SLOT_LENGTH);
        memory.putLong(slot + XdpDesc.ADDR_OFFSET, offset);
        memory.putInt(slot + XdpDesc.LEN_OFFSET, length);
        memory.putInt(slot + XdpDesc.OPTIONS_OFFSET, options);
    }
}
