package weave.xdp.socket;

import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpDesc;

/**
 * Received frames, or pieces of such: the kernel produces, we consume. A slot is an {@link
 * XdpDesc}.
 *
 * <pre>{@code
 * int count = rx.available(BATCH);
 * for (int i = 0; i < count; i++) {
 *     int offset = rx.next();
 *     ...                          rx.length() bytes at offset are ours from here on
 * }
 * rx.release();
 * }</pre>
 */
public final class RxRing extends ConsumerRing {
    /** Bytes of a slot. */
    static final int SLOT_LENGTH = (int) XdpDesc.SIZE;

    /** Where in the memory the slot is that {@link #next} has taken. */
    private int taken;

    RxRing(RingMapping ring, FrameLoans loans) {
        super(ring, loans);
    }

    /** Takes the next piece: where it begins. Only while one is {@link #available}. */
    public int next() {
        taken = take(SLOT_LENGTH);
        int offset = (int) memory.getLong(taken + XdpDesc.ADDR_OFFSET);
        returned(offset);
        return offset;
    }

    /** Bytes of the piece just taken; until {@link #release}. */
    public int length() {
        return memory.getInt(taken + XdpDesc.LEN_OFFSET);
    }

    /** Whether the frame goes on in the next piece; until {@link #release}. */
    public boolean isContinued() {
        int options = memory.getInt(taken + XdpDesc.OPTIONS_OFFSET);
        return (options & XdpConstants.XDP_PKT_CONTD) != 0;
    }
}
