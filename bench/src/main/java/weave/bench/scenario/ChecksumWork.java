package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.Checksum;

/** {@link Checksum#sum}. */
final class ChecksumWork implements Work {
    private final Frames frames;
    private final MutableDirectBuffer buffer;
    private long sums;

    ChecksumWork(int frameLength) {
        frames = Frames.udp(frameLength);
        buffer = frames.buffer();
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        sums = 0;
        for (int i = 0; i < frames.count(); i++) {
            sums = sums * 31 + Checksum.sum(buffer, frames.offset(i), frames.length());
        }
        return sums;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        hash.add(sums);
        return hash.value();
    }

    @Override
    public void close() {
        frames.close();
    }
}
