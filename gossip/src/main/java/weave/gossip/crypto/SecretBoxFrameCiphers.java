package weave.gossip.crypto;

import org.agrona.MutableDirectBuffer;
import org.bouncycastle.util.Arrays;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;

/** XSalsa20-Poly1305 in Java alone, for hosts without libsodium. */
public final class SecretBoxFrameCiphers implements SecretBoxes {
    /**
     * Frames lie off the heap and the ciphers work on it: texts pass through an array of this many
     * bytes, which holds a usual datagram whole and stays in the processor's nearest cache.
     */
    private static final int PIECE_LENGTH = 2048;

    @Override
    public String library() {
        return "BouncyCastle";
    }

    @Override
    public FrameSealer sealer(byte[] sessionKey, boolean dialler) {
        return new Sealer(new SecretStream(sessionKey, origin(dialler)));
    }

    @Override
    public FrameOpener opener(byte[] sessionKey, boolean dialler) {
        return new Opener(new SecretStream(sessionKey, origin(dialler)));
    }

    private static int origin(boolean dialler) {
        return dialler ? SecretBox.ORIGIN_DIALLER : 0;
    }

    private static final class Sealer implements FrameSealer {
        private final SecretStream stream;
        private final byte[] piece = new byte[PIECE_LENGTH];

        Sealer(SecretStream stream) {
            this.stream = stream;
        }

        @Override
        public void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
            stream.begin(sequenceField);
            for (int done = 0; done < length; done += PIECE_LENGTH) {
                int run = Math.min(length - done, PIECE_LENGTH);
                buffer.getBytes(offset + done, piece, 0, run);
                stream.encrypt(piece, 0, run);
                buffer.putBytes(offset + done, piece, 0, run);
            }
            stream.tag(piece, 0);
            buffer.putBytes(offset - TAG_LENGTH, piece, 0, TAG_LENGTH);
        }
    }

    private static final class Opener implements FrameOpener {
        private static final int TAG_LENGTH = FrameSealer.TAG_LENGTH;

        private final SecretStream stream;
        private final byte[] piece = new byte[PIECE_LENGTH];
        private final byte[] tag = new byte[TAG_LENGTH];

        Opener(SecretStream stream) {
            this.stream = stream;
        }

        /** Decrypts while verifying: a forged text is garbage in the buffer and nowhere else. */
        @Override
        public boolean open(
                MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
            if (length < TAG_LENGTH || offset < 0 || length > buffer.capacity() - offset) {
                return false;
            }
            stream.begin(sequenceField);
            for (int done = TAG_LENGTH; done < length; done += PIECE_LENGTH) {
                int run = Math.min(length - done, PIECE_LENGTH);
                buffer.getBytes(offset + done, piece, 0, run);
                stream.decrypt(piece, 0, run);
                buffer.putBytes(offset + done, piece, 0, run);
            }
            stream.tag(piece, 0);
            buffer.getBytes(offset, tag);
            return Arrays.constantTimeAreEqual(TAG_LENGTH, piece, 0, tag, 0);
        }
    }
}
