package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

class SecretBoxesTest {
    private final Random random = new Random(Seed.next(getClass()));

    @Test
    void shouldPreferLibsodium() {
        assertInstanceOf(SodiumFrameCiphers.class, SecretBoxes.suited());
        String library = SecretBoxes.suited().library();
        assertTrue(library.matches("libsodium [0-9.]+"), library);
        assertEquals("BouncyCastle", new SecretBoxFrameCiphers().library());
    }

    @Test
    void shouldMakeTheBooksBytesWithEitherLibrary() {
        byte[] key = bytes(32);
        for (int i = 0; i < 400; i++) {
            byte[] text = bytes(i < 300 ? i : random.nextInt(65_000));
            long field = random.nextLong();
            boolean dialler = random.nextBoolean();
            byte[] nonce =
                    ByteBuffer.allocate(24)
                            .put((byte) (dialler ? 0x80 : 0))
                            .putLong(16, field)
                            .array();
            byte[] book = ReferenceBox.seal(key, nonce, text);
            for (FrameCipherKind kind :
                    new FrameCipherKind[] {FrameCipherKind.SODIUM, FrameCipherKind.BOUNCY_CASTLE}) {
                byte[] datagram = Datagram.seal(kind.sealer(key, dialler), text, field);
                byte[] box = Arrays.copyOfRange(datagram, Datagram.BOX_OFFSET, datagram.length);
                assertArrayEquals(book, box, () -> kind + ", " + text.length + " bytes");
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
