package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.frame.SegmentCutter;

/** {@link SegmentCutter}, each frame written behind the one before. */
final class CutWork implements Work {
    /** Headers are repeated in every frame: what a super-frame grows by, with a good margin. */
    private static final int OUTPUT_LENGTH = 2 * Limits.FRAME_SLOT_LENGTH;

    private final SegmentCutter cutter = new SegmentCutter();
    private final FrameMemory output = new FrameMemory(1, OUTPUT_LENGTH);
    private final MutableDirectBuffer to = output.buffer();
    private final Frames frames;
    private int outputLength;

    CutWork(Frames superFrames) {
        frames = superFrames;
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        long bytes = 0;
        for (int i = 0; i < frames.count(); i++) {
            bytes += cut(i);
        }
        return bytes;
    }

    private int cut(int index) {
        int segments = cutter.wrap(frames.buffer(), frames.offset(index), frames.length());
        int at = 0;
        for (int i = 0; i < segments; i++) {
            cutter.write(i, to, at);
            at += cutter.segmentLength(i);
        }
        outputLength = at;
        return at;
    }

    /** Of the last super-frame of the burst. */
    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        hash.add(to, 0, outputLength);
        return hash.value();
    }

    @Override
    public void close() {
        output.close();
        frames.close();
    }
}
