package weave.core.frame;

/**
 * Frames on their way to a port, in order, each in one or more pieces of one {@link FrameMemory}.
 * The first piece has a {@link VnetHeader} before it; the others are payload that follows on. One
 * thread.
 *
 * <pre>
 *   pieces:  | headers + payload | payload | payload | headers + payload | ...
 *   frames:  |--------- a joined super-frame --------|---- a plain one ---|
 * </pre>
 */
public final class GatherBatch {
    private final int[] offsets;
    private final int[] lengths;

    /** The first piece of each frame, and behind the last frame the number of pieces. */
    private final int[] firsts;

    private int frames;
    private int pieces;
    private int bytes;

    public GatherBatch(int piecesMax) {
        offsets = new int[piecesMax];
        lengths = new int[piecesMax];
        firsts = new int[piecesMax + 1];
    }

    /** Begins a frame; only while not {@link #isFull()}. */
    public void append(int offset, int length) {
        firsts[frames++] = pieces;
        extend(offset, length);
    }

    /** Adds a piece to the last frame; only while not {@link #isFull()}. */
    public void extend(int offset, int length) {
        assert !isFull();
        offsets[pieces] = offset;
        lengths[pieces] = length;
        pieces++;
        firsts[frames] = pieces;
        bytes += length;
    }

    /** How many frames there are. */
    public int count() {
        return frames;
    }

    /** Bytes of all frames together. */
    public int bytes() {
        return bytes;
    }

    /** The first piece of a frame. */
    public int firstPiece(int frame) {
        assert frame < frames;
        return firsts[frame];
    }

    /** How many pieces a frame has. */
    public int pieces(int frame) {
        assert frame < frames;
        return firsts[frame + 1] - firsts[frame];
    }

    public int offset(int piece) {
        assert piece < pieces;
        return offsets[piece];
    }

    public int length(int piece) {
        assert piece < pieces;
        return lengths[piece];
    }

    public boolean isFull() {
        return pieces == offsets.length;
    }

    public void clear() {
        frames = 0;
        pieces = 0;
        bytes = 0;
    }
}
