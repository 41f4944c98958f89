package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameSealer;

/** {@link FrameSealer}, over and over in place: what is sealed again is as random as before. */
final class SealWork implements Work {
    private final Frames frames;
    private final MutableDirectBuffer buffer;
    private final FrameSealer sealer;
    private long sequence;

    SealWork(int frameLength, Sealing sealing) {
        sealer = sealing.sealer();
        frames = Frames.udp(frameLength);
        buffer = frames.buffer();
    }

    /** The frame begins where the text does; header and tag lie before it. */
    int headerOffset(int index) {
        return tagOffset(index) - FrameSealer.HEADER_LENGTH;
    }

    private int tagOffset(int index) {
        return frames.offset(index) - FrameSealer.TAG_LENGTH;
    }

    MutableDirectBuffer buffer() {
        return buffer;
    }

    int sealedLength() {
        return FrameSealer.TAG_LENGTH + frames.length();
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        long tags = 0;
        for (int i = 0; i < frames.count(); i++) {
            long field = sequence++ | sealer.epochField();
            sealer.seal(buffer, frames.offset(i), frames.length(), field);
            tags += buffer.getLong(tagOffset(i));
        }
        return tags;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < frames.count(); i++) {
            hash.add(buffer, tagOffset(i), sealedLength());
        }
        return hash.value();
    }

    @Override
    public void close() {
        frames.close();
    }
}
