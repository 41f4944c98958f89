package weave.core.sleeve;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.util.Pack;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;

/** XSalsa20-Poly1305 as simple as can be, to check the datapath against sealed vectors. */
final class SecretBoxCipher implements FrameSealer, FrameOpener {
    private static final int POLY_KEY_LENGTH = 32;

    private final byte[] key;
    private final boolean dialler;

    SecretBoxCipher(byte[] key, boolean dialler) {
        this.key = key.clone();
        this.dialler = dialler;
    }

    static byte[] nonce(boolean dialler, long sequenceField) {
        byte[] nonce = new byte[24];
        nonce[0] = (byte) (dialler ? 0x80 : 0);
        Pack.longToBigEndian(sequenceField, nonce, 16);
        return nonce;
    }

    @Override
    public void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
        byte[] text = new byte[length];
        buffer.getBytes(offset, text);
        XSalsa20Engine stream = stream(sequenceField);
        byte[] polyKey = polyKey(stream);
        stream.processBytes(text, 0, length, text, 0);
        buffer.putBytes(offset, text);
        buffer.putBytes(offset - TAG_LENGTH, tag(polyKey, text));
    }

    @Override
    public boolean open(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
        if (length < FrameSealer.TAG_LENGTH) {
            return false;
        }
        byte[] tag = new byte[FrameSealer.TAG_LENGTH];
        byte[] text = new byte[length - tag.length];
        buffer.getBytes(offset, tag);
        buffer.getBytes(offset + tag.length, text);
        XSalsa20Engine stream = stream(sequenceField);
        if (!Arrays.equals(tag, tag(polyKey(stream), text))) {
            return false;
        }
        stream.processBytes(text, 0, text.length, text, 0);
        buffer.putBytes(offset + tag.length, text);
        return true;
    }

    private XSalsa20Engine stream(long sequenceField) {
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(
                true, new ParametersWithIV(new KeyParameter(key), nonce(dialler, sequenceField)));
        return stream;
    }

    private static byte[] polyKey(XSalsa20Engine stream) {
        byte[] polyKey = new byte[POLY_KEY_LENGTH];
        stream.processBytes(polyKey, 0, polyKey.length, polyKey, 0);
        return polyKey;
    }

    private static byte[] tag(byte[] polyKey, byte[] text) {
        Poly1305 poly = new Poly1305();
        poly.init(new KeyParameter(polyKey));
        poly.update(text, 0, text.length);
        byte[] tag = new byte[FrameSealer.TAG_LENGTH];
        poly.doFinal(tag, 0);
        return tag;
    }

    static long field(byte[] datagram) {
        return new UnsafeBuffer(datagram)
                .getLong(SleeveLayout.SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }
}
