package weave.gossip.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.overlay.FrameSealer;
import weave.linux.openssl.AesGcm;

/**
 * A key that OpenSSL uses, straight on the frames' memory: no copy, no garbage, and nothing that
 * needs to get warm. Only where {@link AesGcm#isPresent}.
 */
final class OpensslGcmKey implements GcmKey {
    private static final int HEADER_LENGTH = FrameSealer.HEADER_LENGTH;

    /** Of AES. */
    private static final int BLOCK_LENGTH = 16;

    private final int epoch;
    private final AesGcm cipher;
    private final UnsafeBuffer nonce = new UnsafeBuffer(ByteBuffer.allocateDirect(NONCE_LENGTH));
    private final long start;

    /**
     * @param material of {@link #MATERIAL_LENGTH} bytes; wiped
     */
    OpensslGcmKey(boolean sealing, int epoch, byte[] material) {
        this.epoch = epoch;
        byte[] key = Arrays.copyOf(material, KEY_LENGTH);
        cipher = new AesGcm(sealing, key);
        nonce.putBytes(0, material, KEY_LENGTH, NONCE_LENGTH);
        start = nonce.getLong(NONCE_FIELD_OFFSET, ByteOrder.BIG_ENDIAN);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(material, (byte) 0);
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public void seal(
            MutableDirectBuffer buffer,
            int offset,
            int headLength,
            DirectBuffer tail,
            int tailOffset,
            int tailLength,
            long field) {
        assert buffer.byteArray() == null && tail.byteArray() == null : "OpenSSL sees no heap";
        int textOffset = HEADER_LENGTH + TAG_LENGTH;
        buffer.boundsCheck(offset - textOffset, textOffset + headLength + tailLength);
        tail.boundsCheck(tailOffset, tailLength);
        long text = buffer.addressOffset() + offset;
        begin(text - textOffset, field);
        // The library is fastest from one block to the next, so the tail fills the head's last one.
        int filling = Math.min(-headLength & BLOCK_LENGTH - 1, tailLength);
        int whole = headLength + filling;
        buffer.putBytes(offset + headLength, tail, tailOffset, filling);
        cipher.update(text, text, whole);
        if (filling < tailLength) {
            long rest = tail.addressOffset() + tailOffset + filling;
            cipher.update(text + whole, rest, tailLength - filling);
        }
        cipher.tag(text - TAG_LENGTH);
    }

    @Override
    public boolean open(MutableDirectBuffer buffer, int offset, int length, long field) {
        assert buffer.byteArray() == null : "OpenSSL sees no heap";
        long tag = buffer.addressOffset() + offset;
        long text = tag + TAG_LENGTH;
        begin(tag - HEADER_LENGTH, field);
        cipher.update(text, text, length - TAG_LENGTH);
        return cipher.matches(tag);
    }

    private void begin(long header, long field) {
        nonce.putLong(NONCE_FIELD_OFFSET, start ^ field, ByteOrder.BIG_ENDIAN);
        cipher.begin(nonce.addressOffset(), header, HEADER_LENGTH);
    }

    @Override
    public void wipe() {
        cipher.free();
        nonce.setMemory(0, NONCE_LENGTH, (byte) 0);
    }

    /** Leaves the key out: it never reaches a log. */
    @Override
    public String toString() {
        return "OpensslGcmKey";
    }
}
