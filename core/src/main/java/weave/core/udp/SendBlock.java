package weave.core.udp;

/**
 * Room for datagrams behind each other in a block of memory. It is claimed for the longest that may
 * become of one; what that did not need is given back when it is known, so that the block stays
 * dense. A flush empties it.
 */
public final class SendBlock {
    private static final int ALIGNMENT = 64;

    private final int begin;
    private final int end;
    private int top;
    private int lastClaimed;
    private int open;

    /**
     * @param begin where the block begins in its memory
     * @param length of it, in bytes
     */
    public SendBlock(int begin, int length) {
        this.begin = begin;
        end = begin + length;
        top = begin;
    }

    /** Whether so many bytes are free. */
    public boolean hasRoom(int bytes) {
        return end - top >= bytes;
    }

    /** Takes room for a datagram; the caller has made sure of it by {@link #hasRoom}. */
    public int claim(int lengthMax) {
        int offset = top;
        assert end - offset >= lengthMax : "no room for " + lengthMax;
        top = aligned(offset + lengthMax);
        lastClaimed = offset;
        open++;
        return offset;
    }

    /** Gives claimed room back unused. */
    public void release(int offset) {
        open--;
        if (offset == lastClaimed) {
            top = offset;
        }
    }

    /** Keeps so much of claimed room until the block is emptied. */
    public void keep(int offset, int length) {
        open--;
        if (offset == lastClaimed) {
            top = aligned(offset + length);
        }
    }

    /** Nothing that was kept is needed any more; takes effect unless claimed room is still open. */
    public void empty() {
        if (open == 0) {
            top = begin;
        }
    }

    private static int aligned(int offset) {
        return offset + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
