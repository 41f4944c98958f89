package weave.core.fakes;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.frame.VnetHeader;
import weave.core.port.FramePort;
import weave.linux.call.CallState;

/** A local port without a kernel: frames put in are received, frames transmitted are kept. */
public final class MemoryPort implements FramePort {
    private static final int SLOT_LENGTH = 68 * 1024;

    private final WaitingFrames waiting = new WaitingFrames(SLOT_LENGTH, VnetHeader.LENGTH);
    private final List<byte[]> delivered = new ArrayList<>();
    private final List<byte[]> headers = new ArrayList<>();
    private boolean keeping = true;
    private int lostErrno;

    /** A frame that the next receive yields, complete and no super-frame. */
    public void put(byte[] frame) {
        putWithHeader(withHeader(frame));
    }

    /** A frame with the {@code virtio_net_hdr} before it. */
    public void putWithHeader(byte[] headerAndFrame) {
        waiting.put(headerAndFrame);
    }

    /** From now on every receive yields this frame once, and transmitted frames are not kept. */
    public void repeat(byte[] frame) {
        repeatWithHeader(withHeader(frame));
    }

    private static byte[] withHeader(byte[] frame) {
        byte[] withHeader = new byte[VnetHeader.LENGTH + frame.length];
        System.arraycopy(frame, 0, withHeader, VnetHeader.LENGTH, frame.length);
        return withHeader;
    }

    /** From now on transmitted frames are not kept. */
    public void keepNothing() {
        keeping = false;
    }

    /** The same for a frame with the {@code virtio_net_hdr} before it. */
    public void repeatWithHeader(byte[] headerAndFrame) {
        waiting.repeat(headerAndFrame);
        keepNothing();
    }

    /** From now on it is gone: every receive yields this errno. */
    public void lose(int errno) {
        lostErrno = errno;
    }

    /** What was transmitted since the last call. */
    public List<byte[]> take() {
        List<byte[]> taken = List.copyOf(delivered);
        delivered.clear();
        headers.clear();
        return taken;
    }

    /** The same with each frame's {@code virtio_net_hdr} before it. */
    public List<byte[]> takeWithHeaders() {
        List<byte[]> taken = new ArrayList<>();
        for (int i = 0; i < delivered.size(); i++) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(headers.get(i));
            both.writeBytes(delivered.get(i));
            taken.add(both.toByteArray());
        }
        take();
        return taken;
    }

    @Override
    public FrameMemory memory() {
        return waiting.memory();
    }

    @Override
    public int receive(CallState state, FrameBatch into) {
        return lostErrno > 0 ? -lostErrno : waiting.receive(into);
    }

    @Override
    public int transmit(CallState state, FrameMemory from, GatherBatch frames) {
        for (int i = 0; keeping && i < frames.count(); i++) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            for (int p = 0; p < frames.pieces(i); p++) {
                int piece = frames.firstPiece(i) + p;
                byte[] bytes = new byte[frames.length(piece)];
                from.buffer().getBytes(frames.offset(piece), bytes);
                frame.writeBytes(bytes);
            }
            delivered.add(frame.toByteArray());
            byte[] header = new byte[VnetHeader.LENGTH];
            int first = frames.offset(frames.firstPiece(i));
            from.buffer().getBytes(first - VnetHeader.LENGTH, header);
            headers.add(header);
        }
        return frames.count();
    }

    @Override
    public boolean takesUdpSuperFrames() {
        return true;
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
