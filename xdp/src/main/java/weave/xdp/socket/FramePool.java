package weave.xdp.socket;

/**
 * The frames of an agent that are in nobody's hands: a stack of offsets into the memory of an
 * {@link Umem}. One thread at a time; who closes a socket gives its frames back here.
 */
public final class FramePool {
    private final int[] free;
    private int count;

    /** Of frames in a row. */
    FramePool(int first, int frameCount, int frameSize) {
        free = new int[frameCount];
        for (int i = frameCount - 1; i >= 0; i--) {
            give((first + i) * frameSize);
        }
    }

    /** Frames that are here. */
    public int count() {
        return count;
    }

    /** All frames, here or not. */
    public int capacity() {
        return free.length;
    }

    /** Takes a frame out: where it begins. Only while there is one. */
    public int take() {
        assert count > 0 : "no frame left";
        return free[--count];
    }

    /** Puts a frame back. */
    public void give(int offset) {
        assert count < free.length : "a frame that is not of this pool";
        free[count++] = offset;
    }
}
