package weave.core.sleeve;

import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Collects what a decoder delivers. */
final class Records implements RecordHandler {
    record Delivered(long source, long destination, byte[] frame) {}

    final List<Delivered> delivered = new ArrayList<>();

    int decode(SleeveDecoder decoder, byte[] datagram) {
        return decoder.decode(new UnsafeBuffer(datagram.clone()), 0, datagram.length, this);
    }

    @Override
    public void onRecord(
            long source, long destination, MutableDirectBuffer buffer, int offset, int length) {
        byte[] frame = new byte[length];
        buffer.getBytes(offset, frame);
        delivered.add(new Delivered(source, destination, frame));
    }
}
