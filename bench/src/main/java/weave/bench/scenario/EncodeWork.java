package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.sleeve.SleeveEncoder;
import weave.core.sleeve.SleeveLayout;

/** {@link SleeveEncoder}, flushed after every burst. */
final class EncodeWork implements Work {
    private final MemorySink sink = new MemorySink();
    private final Frames frames;
    private final MutableDirectBuffer buffer;
    private final SleeveEncoder encoder;

    EncodeWork(int frameLength) {
        frames = Frames.udp(frameLength);
        buffer = frames.buffer();
        encoder = new SleeveEncoder(Names.SELF, null, sink);
        encoder.maxPayload(Path.maxPayload(frameLength, false));
    }

    /** Where the datagrams of the last burst lie. */
    MemorySink sink() {
        return sink;
    }

    @Override
    public int frames() {
        return frames.count();
    }

    @Override
    public long run() {
        sink.clear();
        int length = frames.length();
        for (int i = 0; i < frames.count(); i++) {
            int offset = frames.offset(i);
            encoder.append(SleeveLayout.DF, Names.SELF, Names.NEIGHBOUR, buffer, offset, length);
        }
        encoder.flush();
        return sink.count();
    }

    @Override
    public int hash() {
        return sink.hash();
    }

    @Override
    public void close() {
        sink.close();
        frames.close();
    }
}
