package weave.core.sleeve;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameSealer;

/** The datagram of one path that is being filled, and the path's sequence numbers. */
final class OpenDatagram {
    private static final int NONE = -1;

    private final int path;
    private final long self;
    private final FrameSealer sealer;
    private final DatagramSink sink;
    private final int overhead;

    private long sequence;
    private int offset = NONE;
    private int length;
    private int records;

    OpenDatagram(int path, long self, FrameSealer sealer, DatagramSink sink, long firstSequence) {
        this.path = path;
        this.self = self;
        this.sealer = sealer;
        this.sink = sink;
        overhead = SleeveLayout.packetOverhead(sealer != null);
        sequence = firstSequence;
    }

    boolean isOpen() {
        return offset != NONE;
    }

    /** Bytes that a datagram has beside its records. */
    int overhead() {
        return overhead;
    }

    /** Whether one more frame may join those that are in it. */
    boolean takes(int frameLength, int bound) {
        return records < SleeveLayout.FRAMES_MAX && SleeveLayout.fits(length, frameLength, bound);
    }

    /** Begins a datagram that will not exceed {@code lengthMax} bytes. */
    void open(int lengthMax) {
        assert !isOpen();
        offset = sink.claim(lengthMax);
        length = overhead;
        records = 0;
        SleeveLayout.putName(sink.buffer(), offset, self);
    }

    /** Writes the head of a record; returns where its frame is to be written. */
    int addRecord(long source, long destination, int frameLength) {
        MutableDirectBuffer buffer = sink.buffer();
        int record = offset + length;
        SleeveLayout.putName(buffer, record + SleeveLayout.SOURCE_OFFSET, source);
        SleeveLayout.putName(buffer, record + SleeveLayout.DESTINATION_OFFSET, destination);
        buffer.putShort(
                record + SleeveLayout.LENGTH_OFFSET, (short) frameLength, ByteOrder.BIG_ENDIAN);
        length += SleeveLayout.FRAME_OVERHEAD + frameLength;
        records++;
        return record + SleeveLayout.FRAME_OVERHEAD;
    }

    /** Seals it, if the connection is sealed, and hands it over. */
    void submit() {
        if (sealer != null) {
            long field = putSequenceField();
            sealer.seal(sink.buffer(), offset + overhead, length - overhead, field);
        }
        submit(length, 0, 0);
    }

    /** The same for a datagram whose last bytes lie elsewhere, outside the heap. */
    void submitGathered(DirectBuffer tail, int tailOffset, int tailLength) {
        int headLength = length - tailLength;
        if (sealer == null) {
            submit(headLength, tail.addressOffset() + tailOffset, tailLength);
            return;
        }
        long field = putSequenceField();
        sealer.seal(
                sink.buffer(),
                offset + overhead,
                headLength - overhead,
                tail,
                tailOffset,
                tailLength,
                field);
        submit(length, 0, 0);
    }

    private void submit(int headLength, long tailAddress, int tailLength) {
        int finished = offset;
        offset = NONE;
        sink.submit(path, finished, headLength, tailAddress, tailLength);
    }

    private long putSequenceField() {
        long field = SleeveLayout.sequenceField(path, sequence++) | sealer.epochField();
        sink.buffer().putLong(offset + SleeveLayout.SEQUENCE_OFFSET, field, ByteOrder.BIG_ENDIAN);
        return field;
    }
}
