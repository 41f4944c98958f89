package weave.gossip.crypto;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.linux.sodium.Sodium;

/**
 * XSalsa20-Poly1305 by libsodium, straight on the frames' memory: no copy, no garbage. Only where
 * {@link Sodium#isPresent}. The fences keep a key from being wiped, by the cleaner, under the last
 * call that uses it.
 */
public final class SodiumFrameCiphers implements SecretBoxes {
    @Override
    public String library() {
        return "libsodium " + Sodium.version();
    }

    @Override
    public FrameSealer sealer(byte[] sessionKey, boolean dialler) {
        return new Sealer(new Keys(sessionKey, dialler));
    }

    @Override
    public FrameOpener opener(byte[] sessionKey, boolean dialler) {
        return new Opener(new Keys(sessionKey, dialler));
    }

    /**
     * What libsodium reads beside the datagram, outside the heap.
     *
     * <pre>
     *   | key (32) | origin (1) | zero (15) | number (8) |
     *              |--------------- nonce --------------|
     * </pre>
     */
    private static final class Keys {
        private static final int NONCE_OFFSET = Sodium.KEY_LENGTH;
        private static final int NUMBER_OFFSET = NONCE_OFFSET + Sodium.NONCE_LENGTH - Long.BYTES;
        private static final int LENGTH = Sodium.KEY_LENGTH + Sodium.NONCE_LENGTH;

        private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));

        Keys(byte[] sessionKey, boolean dialler) {
            if (sessionKey.length != Sodium.KEY_LENGTH) {
                throw new IllegalArgumentException("a key has 32 bytes");
            }
            memory.putBytes(0, sessionKey);
            memory.putByte(NONCE_OFFSET, (byte) (dialler ? SecretBox.ORIGIN_DIALLER : 0));
        }

        void number(long sequenceField) {
            memory.putLong(NUMBER_OFFSET, sequenceField, ByteOrder.BIG_ENDIAN);
        }

        long key() {
            return memory.addressOffset();
        }

        long nonce() {
            return memory.addressOffset() + NONCE_OFFSET;
        }

        void wipe() {
            memory.setMemory(0, LENGTH, (byte) 0);
        }
    }

    private static final class Sealer implements FrameSealer {
        private final Keys keys;

        Sealer(Keys keys) {
            this.keys = keys;
            Wiping.after(this, keys::wipe);
        }

        @Override
        public void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
            assert buffer.byteArray() == null : "libsodium sees no heap";
            buffer.boundsCheck(offset - TAG_LENGTH, TAG_LENGTH + length);
            keys.number(sequenceField);
            long text = buffer.addressOffset() + offset;
            try {
                Sodium.seal(text, text - TAG_LENGTH, text, length, keys.nonce(), keys.key());
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    private static final class Opener implements FrameOpener {
        private static final int TAG_LENGTH = FrameSealer.TAG_LENGTH;

        private final Keys keys;

        Opener(Keys keys) {
            this.keys = keys;
            Wiping.after(this, keys::wipe);
        }

        @Override
        public boolean open(
                MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
            assert buffer.byteArray() == null : "libsodium sees no heap";
            if (length < TAG_LENGTH || offset < 0 || length > buffer.capacity() - offset) {
                return false;
            }
            keys.number(sequenceField);
            long tag = buffer.addressOffset() + offset;
            long text = tag + TAG_LENGTH;
            int textLength = length - TAG_LENGTH;
            try {
                return Sodium.open(text, text, tag, textLength, keys.nonce(), keys.key());
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }
}
