package weave.core.frame;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One block of memory outside the heap, divided into slots of equal length. A frame in it is an
 * offset and a length. Owned by whoever made it; lent as offsets and addresses, which are valid
 * until {@link #close()}: that runs after every agent that uses them has stopped.
 */
public final class FrameMemory implements AutoCloseable {
    private static final int PAGE_SIZE = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final UnsafeBuffer buffer;
    private final int frameCount;
    private final int frameSize;

    /**
     * @param frameCount number of slots
     * @param frameSize bytes of a slot, room for headers before the frame included
     */
    public FrameMemory(int frameCount, int frameSize) {
        int length = Math.multiplyExact(frameCount, frameSize);
        segment = arena.allocate(length, PAGE_SIZE);
        buffer = new UnsafeBuffer(segment.address(), length);
        this.frameCount = frameCount;
        this.frameSize = frameSize;
    }

    public MemorySegment segment() {
        return segment;
    }

    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** The address of a byte of the block, for the kernel. */
    public long address(int offset) {
        return buffer.addressOffset() + offset;
    }

    /** Where slot {@code index} begins. */
    public int offset(int index) {
        assert index >= 0 && index < frameCount : index;
        return index * frameSize;
    }

    public int frameCount() {
        return frameCount;
    }

    public int frameSize() {
        return frameSize;
    }

    @Override
    public void close() {
        arena.close();
    }
}
