package weave.gossip.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;

/** Sealed datagrams, outside the heap as in the dataplane. */
final class Datagram {
    static final int BOX_OFFSET = FrameSealer.HEADER_LENGTH;
    static final int TEXT_OFFSET = BOX_OFFSET + FrameSealer.TAG_LENGTH;

    private static final int FIELD_OFFSET = 6;
    private static final byte[] NAME = {2, 0, 0, 0, 0, 0x0d};

    private Datagram() {}

    /** A whole datagram: name, field, tag and text. */
    static byte[] seal(FrameSealer sealer, byte[] text, long number) {
        long field = number | sealer.epochField();
        UnsafeBuffer buffer = direct(new byte[TEXT_OFFSET + text.length]);
        buffer.putBytes(0, NAME);
        buffer.putLong(FIELD_OFFSET, field, ByteOrder.BIG_ENDIAN);
        buffer.putBytes(TEXT_OFFSET, text);
        sealer.seal(buffer, TEXT_OFFSET, text.length, field);
        return bytes(buffer);
    }

    /** The same with only {@code headLength} bytes of the text where it is sealed. */
    static byte[] sealGathered(FrameSealer sealer, byte[] text, int headLength, long number) {
        long field = number | sealer.epochField();
        UnsafeBuffer buffer = direct(new byte[TEXT_OFFSET + text.length]);
        UnsafeBuffer elsewhere = direct(text);
        buffer.putBytes(0, NAME);
        buffer.putLong(FIELD_OFFSET, field, ByteOrder.BIG_ENDIAN);
        buffer.putBytes(TEXT_OFFSET, text, 0, headLength);
        int tailLength = text.length - headLength;
        sealer.seal(buffer, TEXT_OFFSET, headLength, elsewhere, headLength, tailLength, field);
        return bytes(buffer);
    }

    /** The text, or {@code null} if it is not genuine. */
    static byte[] open(FrameOpener opener, byte[] datagram) {
        UnsafeBuffer buffer = direct(datagram);
        int length = datagram.length - BOX_OFFSET;
        if (!opener.open(buffer, BOX_OFFSET, length, field(datagram))) {
            return null;
        }
        byte[] text = new byte[datagram.length - TEXT_OFFSET];
        buffer.getBytes(TEXT_OFFSET, text);
        return text;
    }

    static long field(byte[] datagram) {
        return ByteBuffer.wrap(datagram).getLong(FIELD_OFFSET);
    }

    static byte[] withField(byte[] datagram, long field) {
        byte[] changed = datagram.clone();
        ByteBuffer.wrap(changed).putLong(FIELD_OFFSET, field);
        return changed;
    }

    static UnsafeBuffer direct(byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
        buffer.putBytes(0, bytes);
        return buffer;
    }

    static byte[] bytes(UnsafeBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
