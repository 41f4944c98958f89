package weave.xdp.port;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Copies the pieces of long frames together, in a block of the memory that the pieces lie in, so
 * that each lies in one piece as all others do. What lies in one piece already never comes here.
 *
 * <pre>
 *   block:  | finished | finished | the one that pieces are added to ...      |
 * </pre>
 */
final class FrameJoiner {
    private final UnsafeBuffer buffer;
    private final int begin;
    private final int end;
    private final int lengthMax;

    /** Where the frame begins that pieces are added to. */
    private int top;

    private int length;
    private boolean isOpen;
    private boolean isTooLong;

    /**
     * @param buffer where the block and the pieces are
     * @param begin where the block begins
     * @param blockLength of it, in bytes
     * @param lengthMax of a frame, in bytes; longer ones are given up, with 0 all of several pieces
     */
    FrameJoiner(UnsafeBuffer buffer, int begin, int blockLength, int lengthMax) {
        this.buffer = buffer;
        this.begin = begin;
        this.lengthMax = lengthMax;
        end = begin + blockLength;
        top = begin;
    }

    /** What has begun will not be finished. */
    void forget() {
        isOpen = false;
        top = begin;
    }

    /** A batch begins: finished frames are not needed any more. */
    void begin() {
        if (isOpen && top != begin) {
            buffer.putBytes(begin, buffer, top, length);
        }
        top = begin;
    }

    /** Whether the next frame may be one of the longest. */
    boolean hasRoom() {
        return end - top >= lengthMax;
    }

    /** Whether the next piece belongs to a frame that has begun. */
    boolean isOpen() {
        return isOpen;
    }

    /** Adds a piece that is not the last one. */
    void add(int offset, int pieceLength) {
        if (!isOpen) {
            isOpen = true;
            isTooLong = false;
            length = 0;
        }
        isTooLong |= pieceLength > lengthMax - length;
        if (!isTooLong) {
            buffer.putBytes(top + length, buffer, offset, pieceLength);
            length += pieceLength;
        }
    }

    /** Adds the last piece: where the frame begins, or -1 if it was too long. */
    int finish(int offset, int pieceLength) {
        add(offset, pieceLength);
        isOpen = false;
        if (isTooLong) {
            return -1;
        }
        int first = top;
        top += length;
        return first;
    }

    /** Bytes of the frame that was finished last. */
    int length() {
        return length;
    }
}
