package weave.core.fakes;

import org.agrona.concurrent.UnsafeBuffer;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.UpcallPort;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;

/** Upcalls without a kernel. */
public final class MemoryUpcalls implements UpcallPort, AutoCloseable {
    private static final int SLOT_LENGTH = 4096;

    private final WaitingFrames waiting = new WaitingFrames(SLOT_LENGTH, 0);

    /** An upcall that the next receive yields, whatever it looks like. */
    public void put(byte[] upcall) {
        waiting.put(upcall);
    }

    /** From now on every receive yields this upcall once. */
    public void repeat(byte[] upcall) {
        waiting.repeat(upcall);
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
        return waiting.memory();
    }

    @Override
    public int receive(CallState state, FrameBatch into) {
        return waiting.receive(into);
    }

    @Override
    public int fd() {
        return -1;
    }

    @Override
    public void close() {
        waiting.close();
    }
}
