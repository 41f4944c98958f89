package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.frame.SegmentCutter;
import weave.core.frame.SegmentJoiner;
import weave.core.frame.VnetHeader;

/**
 * {@link SegmentJoiner}, over the frames that {@link SegmentCutter} leaves, each behind the one
 * before. Joining rewrites the headers of the first, which are brought back every time.
 */
final class JoinWork implements Work {
    private static final int SLOT_LENGTH = 2 * Limits.FRAME_SLOT_LENGTH;
    private static final int HEADROOM = 64;
    private static final int HEADERS_LENGTH = 54;

    private final SegmentJoiner joiner = new SegmentJoiner(true);
    private final SegmentCutter cutter = new SegmentCutter();
    private final Frames superFrames;
    private final FrameMemory memory;
    private final MutableDirectBuffer buffer;
    private final FrameMemory headers;
    private final int segments;
    private final int[] positions;
    private final int[] lengths;

    JoinWork(Frames superFrames) {
        this.superFrames = superFrames;
        int count = superFrames.count();
        memory = new FrameMemory(count, SLOT_LENGTH);
        buffer = memory.buffer();
        headers = new FrameMemory(count, HEADERS_LENGTH);
        segments = cutter.wrap(superFrames.buffer(), superFrames.offset(0), superFrames.length());
        positions = new int[segments];
        lengths = new int[segments];
        for (int i = 0; i < count; i++) {
            cut(i);
        }
    }

    private void cut(int index) {
        int frame = superFrames.offset(index);
        cutter.wrap(superFrames.buffer(), frame, superFrames.length());
        int at = HEADROOM;
        for (int i = 0; i < segments; i++) {
            cutter.write(i, buffer, memory.offset(index) + at);
            positions[i] = at;
            lengths[i] = cutter.segmentLength(i);
            at += lengths[i];
        }
        int first = memory.offset(index) + HEADROOM;
        headers.buffer().putBytes(headers.offset(index), buffer, first, HEADERS_LENGTH);
    }

    /** Of every super-frame. */
    int segments() {
        return segments;
    }

    @Override
    public int frames() {
        return superFrames.count();
    }

    /** How many segments were joined to the first of theirs. */
    @Override
    public long run() {
        long joined = 0;
        for (int i = 0; i < superFrames.count(); i++) {
            joined += join(i);
        }
        return joined;
    }

    private int join(int index) {
        int slot = memory.offset(index);
        int first = slot + positions[0];
        buffer.putBytes(first, headers.buffer(), headers.offset(index), HEADERS_LENGTH);
        VnetHeader.clear(buffer, first);
        if (!joiner.begin(buffer, first, lengths[0], false)) {
            return 0;
        }
        int joined = 0;
        for (int i = 1; i < segments && joiner.isOpen(); i++) {
            if (joiner.extend(slot + positions[i], lengths[i], false)) {
                joined++;
            }
        }
        joiner.close();
        return joined;
    }

    /** Of the headers that the super-frames got, the vnet header included. */
    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < superFrames.count(); i++) {
            int first = memory.offset(i) + HEADROOM - VnetHeader.LENGTH;
            hash.add(buffer, first, VnetHeader.LENGTH + HEADERS_LENGTH);
        }
        return hash.value();
    }

    @Override
    public void close() {
        headers.close();
        memory.close();
        superFrames.close();
    }
}
