package weave.xdp.socket;

/**
 * Which frames a socket has lent to the kernel, either to receive into or to send: two threads may
 * do those. A frame is lent when it is put into the fill ring or the ring to send, and returned
 * when it comes out of the ring of received ones or the completion ring, or when the socket is
 * closed. A frame lent twice, or returned twice, is a bug.
 */
final class FrameLoans {
    private static final byte NOBODY = 0;

    /** Of every frame of the memory; a frame's is written by whoever has the frame. */
    private final byte[] holders;

    private final byte self;
    private final int shift;
    private long lent;
    private long returned;

    /**
     * @param holders of each frame: the number of the loans that it is one of, or 0
     * @param self the number of these loans, 1 to 255
     * @param frameSize a power of two
     */
    FrameLoans(byte[] holders, int self, int frameSize) {
        this.holders = holders;
        this.self = (byte) self;
        shift = Integer.numberOfTrailingZeros(frameSize);
    }

    /** A byte of the frame at {@code offset} is given to the kernel. */
    void lend(int offset) {
        int frame = offset >>> shift;
        assert holders[frame] == NOBODY : "frame " + frame + " is lent already";
        holders[frame] = self;
        lent++;
    }

    /** The kernel has given it back. */
    void takeBack(int offset) {
        int frame = offset >>> shift;
        assert holders[frame] == self : "frame " + frame + " was not lent";
        holders[frame] = NOBODY;
        returned++;
    }

    /** Gives all that the kernel still has to a pool; when it can no longer touch them. */
    void reclaim(FramePool into) {
        for (int frame = 0; frame < holders.length && lent != returned; frame++) {
            if (holders[frame] == self) {
                holders[frame] = NOBODY;
                returned++;
                into.give(frame << shift);
            }
        }
        assert lent == returned : lent + " frames lent, " + returned + " returned";
    }

    long lent() {
        return lent;
    }

    long returned() {
        return returned;
    }
}
