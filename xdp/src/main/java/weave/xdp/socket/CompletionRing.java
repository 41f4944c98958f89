package weave.xdp.socket;

/**
 * Memory whose frames were sent: the kernel produces, we consume. A slot is an offset as it was
 * given to the {@link TxRing}.
 */
public final class CompletionRing extends ConsumerRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = Long.BYTES;

    CompletionRing(RingMapping ring, FrameLoans loans) {
        super(ring, loans);
    }

    /** Takes the next one: an offset within a frame. Only while one is {@link #available}. */
    public int next() {
        int offset = (int) memory.getLong(take(SLOT_LENGTH));
        returned(offset);
        return offset;
    }
}
