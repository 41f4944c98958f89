package weave.xdp.socket;

/**
 * The frames of an agent that are in nobody's hands: a stack of offsets into the memory of an
 * {@link Umem}. It has room for all of them, because frames wander: one received by this agent may
 * be sent by another, and is that one's afterwards. One thread at a time; who closes a socket gives
 * its frames back here.
 */
public final class FramePool {
    private final int[] free;
    private int count;

    /**
     * Of {@code frameCount} frames in a row, from number {@code first} on.
     *
     * @param room for all frames of the memory
     */
    FramePool(int first, int frameCount, int frameSize, int room) {
        free = new int[room];
        for (int i = frameCount - 1; i >= 0; i--) {
            give((first + i) * frameSize);
        }
    }

    /** Frames that are here. */
    public int count() {
        return count;
    }

    /** Takes a frame out: where it begins. Only while there is one. */
    public int take() {
        assert count > 0 : "no frame left";
        return free[--count];
    }

    /** Puts a frame back: where it begins. */
    public void give(int offset) {
        assert count < free.length : "more frames than there are";
        free[count++] = offset;
    }
}
