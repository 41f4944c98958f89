package weave.bench.scenario;

import weave.core.frame.PartialChecksum;

/** {@link PartialChecksum#complete}; making the checksum partial again costs a few ns. */
final class CompleteWork implements Work {
    private final Frames frames;

    CompleteWork(int frameLength) {
        frames = Frames.udp(frameLength);
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        int completed = 0;
        for (int i = 0; i < frames.count(); i++) {
            frames.makePartial(i);
            if (PartialChecksum.complete(frames.buffer(), frames.offset(i), frames.length())) {
                completed++;
            }
        }
        return completed;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        for (int i = 0; i < frames.count(); i++) {
            hash.add(frames.buffer(), frames.offset(i), frames.length());
        }
        return hash.value();
    }

    @Override
    public void close() {
        frames.close();
    }
}
