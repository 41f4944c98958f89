package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;

/** {@link Egress} alone. */
final class ForwardWork implements Work {
    private final Frames frames;
    private final MutableDirectBuffer buffer;
    private final Egress egress;
    private long verdicts;

    ForwardWork(int frameLength) {
        frames = Frames.udp(frameLength);
        buffer = frames.buffer();
        egress = new Egress(frames);
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        verdicts = 0;
        long nowNanos = System.nanoTime();
        for (int i = 0; i < frames.count(); i++) {
            verdicts = verdicts * 31 + egress.decide(buffer, frames.offset(i), nowNanos);
        }
        return verdicts;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        hash.add(verdicts);
        return hash.value();
    }

    @Override
    public void close() {
        frames.close();
    }
}
