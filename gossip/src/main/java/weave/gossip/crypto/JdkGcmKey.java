package weave.gossip.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameSealer;

/**
 * A key that the JDK's cipher uses. It is fastest on arrays of the heap, so datagrams are copied
 * there and back; what it needs for each of them is about 1 KB of garbage. A datagram longer than
 * all before it allocates room for itself.
 */
final class JdkGcmKey implements GcmKey {
    private static final int SCRATCH_LENGTH = 2048;
    private static final VarHandle FIELD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int epoch;
    private final SecretBytes key;
    private final byte[] start;
    private final byte[] nonce;
    private final Cipher cipher;
    private final byte[] header = new byte[FrameSealer.HEADER_LENGTH];
    private byte[] text = new byte[SCRATCH_LENGTH];

    /** What is to be opened; the cipher is slower in place. */
    private byte[] box = {};

    /**
     * @param material of {@link #MATERIAL_LENGTH} bytes; wiped
     */
    JdkGcmKey(int epoch, byte[] material) {
        this.epoch = epoch;
        key = new SecretBytes(Arrays.copyOf(material, KEY_LENGTH));
        start = Arrays.copyOfRange(material, KEY_LENGTH, MATERIAL_LENGTH);
        nonce = start.clone();
        Arrays.fill(material, (byte) 0);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
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
        int length = headLength + tailLength;
        if (text.length < length + TAG_LENGTH) {
            text = new byte[length + TAG_LENGTH];
        }
        buffer.getBytes(offset, text, 0, headLength);
        tail.getBytes(tailOffset, text, headLength, tailLength);
        try {
            begin(Cipher.ENCRYPT_MODE, buffer, offset - TAG_LENGTH, field);
            cipher.doFinal(text, 0, length, text, 0);
        } catch (GeneralSecurityException bug) {
            throw new AssertionError(bug);
        }
        buffer.putBytes(offset, text, 0, length);
        buffer.putBytes(offset - TAG_LENGTH, text, length, TAG_LENGTH);
    }

    @Override
    public boolean open(MutableDirectBuffer buffer, int offset, int length, long field) {
        if (box.length < length) {
            box = new byte[Math.max(length, SCRATCH_LENGTH)];
            text = new byte[box.length];
        }
        int textLength = length - TAG_LENGTH;
        buffer.getBytes(offset + TAG_LENGTH, box, 0, textLength);
        buffer.getBytes(offset, box, textLength, TAG_LENGTH);
        try {
            begin(Cipher.DECRYPT_MODE, buffer, offset, field);
            cipher.doFinal(box, 0, length, text, 0);
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException bug) {
            throw new AssertionError(bug);
        }
        buffer.putBytes(offset + TAG_LENGTH, text, 0, textLength);
        return true;
    }

    private void begin(int mode, DirectBuffer buffer, int tagOffset, long field)
            throws GeneralSecurityException {
        buffer.getBytes(tagOffset - header.length, header);
        FIELD.set(nonce, NONCE_FIELD_OFFSET, (long) FIELD.get(start, NONCE_FIELD_OFFSET) ^ field);
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(header);
    }

    @Override
    public void wipe() {
        key.wipe();
        Arrays.fill(start, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
        Arrays.fill(text, (byte) 0);
    }

    /** Leaves the key out: it never reaches a log. */
    @Override
    public String toString() {
        return "JdkGcmKey";
    }
}
