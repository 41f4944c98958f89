package weave.core.fakes;

import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.UpcallPort;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;

/** Upcalls without a kernel. */
public final class MemoryUpcalls implements UpcallPort, AutoCloseable {
    private static final int SLOTS = 64;
    private static final int SLOT_LENGTH = 4096;
    private static final int HEADROOM = 64;

    private final FrameMemory memory = new FrameMemory(SLOTS, SLOT_LENGTH);
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private byte[] endless;

    /** An upcall that the next receive yields, whatever it looks like. */
    public void put(byte[] upcall) {
        waiting.add(upcall);
    }

    /** From now on every receive yields this upcall once. */
    public void repeat(byte[] upcall) {
        endless = upcall;
    }

    /** Its bytes. */
    public static byte[] of(int tunnelId, int address, byte[] frame) {
        byte[] upcall = new byte[Upcall.HEADER_LENGTH + frame.length];
        Upcall.write(new UnsafeBuffer(upcall), 0, tunnelId, address, 6784);
        System.arraycopy(frame, 0, upcall, Upcall.HEADER_LENGTH, frame.length);
        return upcall;
    }

    @Override
    public FrameMemory memory() {
        return memory;
    }

    @Override
    public int receive(CallState state, FrameBatch into) {
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

    private void place(byte[] upcall, int slot, FrameBatch into) {
        int offset = memory.offset(slot) + HEADROOM;
        memory.buffer().putBytes(offset, upcall);
        into.append(offset, upcall.length);
    }

    @Override
    public int fd() {
        return -1;
    }

    @Override
    public void close() {
        memory.close();
    }
}
