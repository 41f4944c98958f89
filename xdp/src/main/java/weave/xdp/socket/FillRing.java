package weave.xdp.socket;

/**
 * Memory for the kernel to receive into: we produce, it consumes. A slot is the offset of a frame.
 * When the kernel is out of memory and sleeps, it {@link #needsWakeup}: {@link
 * XdpSocket#wakeReceiver}.
 */
public final class FillRing extends ProducerRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = Long.BYTES;

    FillRing(RingMapping ring, FrameLoans loans) {
        super(ring, loans);
    }

    /** Puts a frame in, at any of its bytes. Only while there is {@link #room}. */
    public void append(int offset) {
        memory.putLong(put(offset, SLOT_LENGTH), offset);
    }
}
