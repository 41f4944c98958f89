package weave.core.fakes;

import java.util.ArrayDeque;
import java.util.Deque;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;

/** What a port without a kernel yields when it is asked to receive. */
final class WaitingFrames implements AutoCloseable {
    private static final int SLOTS = 64;
    private static final int HEADROOM = 64;

    private final FrameMemory memory;
    private final int headerLength;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private byte[] endless;

    /**
     * @param headerLength how many of the first bytes of each lie before the frame
     */
    WaitingFrames(int slotLength, int headerLength) {
        memory = new FrameMemory(SLOTS, slotLength);
        this.headerLength = headerLength;
    }

    FrameMemory memory() {
        return memory;
    }

    /** The next receive yields it. */
    void put(byte[] headerAndFrame) {
        waiting.add(headerAndFrame);
    }

    /** From now on every receive yields this one, and nothing else. */
    void repeat(byte[] headerAndFrame) {
        endless = headerAndFrame;
    }

    int receive(FrameBatch into) {
        if (endless != null) {
            place(endless, 0, into);
            return 1;
        }
        int taken = 0;
        while (taken < SLOTS && !waiting.isEmpty() && !into.isFull()) {
            place(waiting.remove(), taken++, into);
        }
        return taken;
    }

    private void place(byte[] headerAndFrame, int slot, FrameBatch into) {
        int offset = memory.offset(slot) + HEADROOM;
        memory.buffer().putBytes(offset - headerLength, headerAndFrame);
        into.append(offset, headerAndFrame.length - headerLength);
    }

    @Override
    public void close() {
        memory.close();
    }
}
