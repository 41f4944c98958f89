package weave.core.frame;

/**
 * Frames on their way from one step to the next, in order: offsets into a {@link FrameMemory} and
 * lengths in bytes. One thread at a time.
 */
public final class FrameBatch {
    private final int[] offsets;
    private final int[] lengths;
    private int count;

    public FrameBatch(int capacity) {
        offsets = new int[capacity];
        lengths = new int[capacity];
    }

    /** Only while not {@link #isFull()}. */
    public void append(int offset, int length) {
        assert !isFull();
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    public int count() {
        return count;
    }

    public int offset(int index) {
        assert index < count;
        return offsets[index];
    }

    public int length(int index) {
        assert index < count;
        return lengths[index];
    }

    /** Bytes of all frames together. */
    public int bytes() {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[i];
        }
        return bytes;
    }

    public boolean isFull() {
        return count == offsets.length;
    }

    public void clear() {
        count = 0;
    }
}
