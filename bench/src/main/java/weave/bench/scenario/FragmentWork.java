package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.FrameMemory;
import weave.core.sleeve.Fragmenter;

/** {@link Fragmenter}, each piece written behind the one before. */
final class FragmentWork implements Work {
    private static final int OUTPUT_LENGTH = 2 * Limits.FRAME_SLOT_LENGTH;

    private final Fragmenter fragmenter = new Fragmenter();
    private final FrameMemory output = new FrameMemory(1, OUTPUT_LENGTH);
    private final MutableDirectBuffer to = output.buffer();
    private final Frames frames;
    private int outputLength;

    FragmentWork(int frameLength) {
        frames = Frames.udp(frameLength);
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        long bytes = 0;
        for (int i = 0; i < frames.count(); i++) {
            bytes += fragment(i);
        }
        return bytes;
    }

    private int fragment(int index) {
        int length = frames.length();
        int pieces = fragmenter.wrap(frames.buffer(), frames.offset(index), length, Frames.MTU);
        int at = 0;
        for (int i = 0; i < pieces; i++) {
            fragmenter.write(i, to, at);
            at += fragmenter.frameLength(i);
        }
        outputLength = at;
        return at;
    }

    /** Of the last frame of the burst. */
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
