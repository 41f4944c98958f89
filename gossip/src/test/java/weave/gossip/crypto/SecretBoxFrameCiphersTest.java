package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.testkit.Allocation;
import weave.testkit.Seed;

class SecretBoxFrameCiphersTest {
    private static final int TAG_LENGTH = FrameSealer.TAG_LENGTH;
    private static final int DATAGRAM_LENGTH_MAX = 65_507;

    /** A key object and its copy of 32 bytes; nothing that grows with the datagram. */
    private static final int GARBAGE_PER_DATAGRAM_MAX = 160;

    private final SecretBoxFrameCiphers ciphers = new SecretBoxFrameCiphers();
    private final Random random = new Random(Seed.next(getClass()));
    private final byte[] key = bytes(32);

    @Test
    void shouldMakeTheBooksBytesForTextsOfEveryLength() {
        FrameSealer sealer = ciphers.sealer(key, true);
        FrameOpener opener = ciphers.opener(key, true);
        for (int length = 0; length < 300; length++) {
            shouldSealAndOpen(sealer, opener, length);
        }
        for (int length : new int[] {2047, 2048, 2049, 4096, 9000, DATAGRAM_LENGTH_MAX - 16}) {
            shouldSealAndOpen(sealer, opener, length);
        }
    }

    @Test
    void shouldRefuseWhatIsNotGenuine() {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(200));
        FrameSealer sealer = ciphers.sealer(key, true);
        sealer.seal(buffer, TAG_LENGTH, 100, 7);
        byte[] box = new byte[200];
        buffer.getBytes(0, box);
        assertFalse(open(box, TAG_LENGTH + 100, 8, true), "another number");
        assertFalse(open(box, TAG_LENGTH + 100, 7, false), "the other side");
        assertFalse(open(box, TAG_LENGTH + 99, 7, true), "cut short");
        assertFalse(open(box, TAG_LENGTH + 101, 7, true), "too long");
        assertTrue(open(box, TAG_LENGTH + 100, 7, true));
        for (int i = 0; i < TAG_LENGTH + 100; i++) {
            box[i] ^= (byte) (1 << random.nextInt(8));
            assertFalse(open(box, TAG_LENGTH + 100, 7, true));
            buffer.getBytes(0, box);
        }
    }

    @Test
    void shouldRefuseAnyLengthWithoutAnException() {
        for (int length = -2; length < TAG_LENGTH; length++) {
            assertFalse(open(new byte[100], length, 0, true));
        }
        assertFalse(open(new byte[100], 101, 0, true));
        assertFalse(open(new byte[100], Integer.MAX_VALUE, 0, true));
    }

    @Test
    void shouldMakeLittleGarbage() {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(DATAGRAM_LENGTH_MAX));
        FrameSealer sealer = ciphers.sealer(key, true);
        FrameOpener opener = ciphers.opener(key, true);
        int runs = 2_000;
        for (int length : new int[] {100, 1400}) {
            long allocated =
                    Allocation.bytes(
                            runs,
                            () -> {
                                sealer.seal(buffer, TAG_LENGTH, length, 1);
                                opener.open(buffer, 0, TAG_LENGTH + length, 1);
                            });
            long each = allocated / (2 * runs);
            assertTrue(each <= GARBAGE_PER_DATAGRAM_MAX, () -> each + " bytes per datagram");
        }
    }

    private void shouldSealAndOpen(FrameSealer sealer, FrameOpener opener, int length) {
        byte[] text = bytes(length);
        long field = random.nextLong();
        byte[] nonce = ByteBuffer.allocate(24).put((byte) 0x80).putLong(16, field).array();
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(TAG_LENGTH + length));
        buffer.putBytes(TAG_LENGTH, text);
        byte[] box = new byte[TAG_LENGTH + length];

        sealer.seal(buffer, TAG_LENGTH, length, field);
        buffer.getBytes(0, box);
        assertArrayEquals(ReferenceBox.seal(key, nonce, text), box);

        assertTrue(opener.open(buffer, 0, box.length, field));
        byte[] opened = new byte[length];
        buffer.getBytes(TAG_LENGTH, opened);
        assertArrayEquals(text, opened);
        assertEquals(box.length, buffer.capacity());
    }

    private boolean open(byte[] box, int length, long field, boolean dialler) {
        return ciphers.opener(key, dialler).open(new UnsafeBuffer(box.clone()), 0, length, field);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
