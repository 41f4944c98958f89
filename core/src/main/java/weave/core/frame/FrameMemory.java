package weave.core.frame;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;
import weave.linux.call.CallState;
import weave.linux.call.Memory;

/**
 * One block of memory outside the heap, divided into slots of equal length. A frame in it is an
 * offset and a length. Owned by whoever made it; lent as offsets and addresses, which are valid
 * until {@link #close()}: that runs after every agent that uses them has stopped.
 */
public final class FrameMemory implements AutoCloseable {
    private static final int PAGE_SIZE = 4096;
    private static final long HUGE_PAGE_SIZE = 2 * 1024 * 1024;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final UnsafeBuffer buffer;
    private final int frameCount;
    private final int frameSize;
    private final PageKind pages;

    /** Where a mapping of our own is; 0 if the memory is the arena's. */
    private long mapping;

    private long mappingLength;

    /**
     * @param frameCount number of slots
     * @param frameSize bytes of a slot, room for headers before the frame included
     */
    public FrameMemory(int frameCount, int frameSize) {
        this(frameCount, frameSize, false);
    }

    /**
     * @param hugePages whether to lie in huge pages, as far as the kernel has them; {@link #pages}
     *     tells what it had
     */
    public FrameMemory(int frameCount, int frameSize, boolean hugePages) {
        int length = Math.multiplyExact(frameCount, frameSize);
        this.frameCount = frameCount;
        this.frameSize = frameSize;
        PageKind kind = hugePages ? mapHuge(length) : PageKind.SMALL;
        long aligned = mapping + HUGE_PAGE_SIZE - 1 & -HUGE_PAGE_SIZE;
        segment =
                mapping == 0
                        ? arena.allocate(length, PAGE_SIZE)
                        : Memory.segment(aligned, length).fill((byte) 0);
        buffer = new UnsafeBuffer(segment.address(), length);
        pages = kind;
    }

    private FrameMemory(int length) {
        frameCount = 1;
        frameSize = length;
        pages = PageKind.SMALL;
        segment =
                map(new CallState(), length, 0)
                        ? Memory.segment(mapping, length)
                        : arena.allocate(length, PAGE_SIZE);
        buffer = new UnsafeBuffer(segment.address(), length);
    }

    /**
     * A block of one slot whose pages are taken from the machine when they are first written: for
     * what may never be used.
     */
    public static FrameMemory onDemand(int length) {
        return new FrameMemory(length);
    }

    private PageKind mapHuge(int length) {
        CallState state = new CallState();
        long rounded = length + HUGE_PAGE_SIZE - 1 & -HUGE_PAGE_SIZE;
        if (map(state, rounded, Memory.MAP_HUGETLB)) {
            return PageKind.HUGE;
        }
        // One page more, because it begins anywhere and a huge page does not.
        if (!map(state, rounded + HUGE_PAGE_SIZE, 0)) {
            return PageKind.SMALL;
        }
        int advised = Memory.madvise(state, mapping, mappingLength, Memory.MADV_HUGEPAGE);
        return advised < 0 ? PageKind.SMALL : PageKind.TRANSPARENT;
    }

    private boolean map(CallState state, long length, int flag) {
        int protection = Memory.PROT_READ | Memory.PROT_WRITE;
        int flags = Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS | flag;
        long address = Memory.mmap(state, 0, length, protection, flags, -1, 0);
        if (address < 0) {
            return false;
        }
        mapping = address;
        mappingLength = length;
        return true;
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

    /** What it lies in. */
    public PageKind pages() {
        return pages;
    }

    @Override
    public void close() {
        if (mapping != 0) {
            Memory.munmap(new CallState(), mapping, mappingLength);
            mapping = 0;
        }
        arena.close();
    }
}
