package weave.xdp.socket;

import org.agrona.concurrent.UnsafeBuffer;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpDesc;

/**
 * Frames to send: we produce, the kernel consumes. A slot is an {@link XdpDesc}. What was appended
 * is the kernel's when {@link #flush} has returned, and ours again when it comes out of the {@link
 * CompletionRing}.
 */
public final class TxRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = (int) XdpDesc.SIZE;

    private final RingMapping ring;
    private final UnsafeBuffer memory;
    private final FrameLoans loans;
    private final int size;

    /** The slot that comes next; ours alone. */
    private int producer;

    /** How far the kernel was when we last looked. */
    private int consumerCached;

    TxRing(RingMapping ring, FrameLoans loans) {
        this.ring = ring;
        this.loans = loans;
        memory = ring.memory();
        size = ring.size();
        producer = ring.producerAcquire();
        consumerCached = ring.consumerAcquire();
    }

    /** How many pieces may be appended now, at most {@code wanted}; as {@link FillRing#room}. */
    public int room(int wanted) {
        int room = size - (producer - consumerCached);
        if (room < wanted) {
            consumerCached = ring.consumerAcquire();
            room = size - (producer - consumerCached);
        }
        return Math.min(room, wanted);
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
        assert producer - consumerCached != size : "full";
        loans.lend(offset);
        int slot = ring.slot(producer, SLOT_LENGTH);
        memory.putLong(slot + XdpDesc.ADDR_OFFSET, offset);
        memory.putInt(slot + XdpDesc.LEN_OFFSET, length);
        memory.putInt(slot + XdpDesc.OPTIONS_OFFSET, options);
        producer++;
    }

    /** Hands over all that was appended. A frame leaves when all of its pieces are handed over. */
    public void flush() {
        ring.producerRelease(producer);
    }

    /** Whether the kernel has to be told: {@link XdpSocket#wakeTransmitter}. */
    public boolean needsWakeup() {
        return ring.needsWakeup();
    }
}
