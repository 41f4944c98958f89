package weave.bench.scenario;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.Ethernet;
import weave.core.sleeve.RecordHandler;
import weave.core.sleeve.SleeveDecoder;

/** {@link SleeveDecoder}, over the datagrams that {@link EncodeWork} leaves. */
final class DecodeWork implements Work, RecordHandler {
    private final EncodeWork encoded;
    private final MemorySink datagrams;
    private final SleeveDecoder decoder = new SleeveDecoder(null);
    private long seen;

    DecodeWork(int frameLength) {
        encoded = new EncodeWork(frameLength);
        encoded.run();
        datagrams = encoded.sink();
    }

    @Override
    public int frames() {
        return encoded.frames();
    }

    @Override
    public long run() {
        seen = 0;
        for (int i = 0; i < datagrams.count(); i++) {
            int result = decode(i);
            seen += result;
        }
        return seen;
    }

    private int decode(int index) {
        int offset = datagrams.offset(index);
        return decoder.decode(datagrams.buffer(), offset, datagrams.length(index), this);
    }

    @Override
    public void onRecord(
            long source, long destination, MutableDirectBuffer buffer, int offset, int length) {
        seen = seen * 31 + Ethernet.destination(buffer, offset) + length;
    }

    @Override
    public int hash() {
        ByteHash hash = new ByteHash();
        hash.add(seen);
        return hash.value();
    }

    @Override
    public void close() {
        encoded.close();
    }
}
