package weave.tools.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

class EchoFrameTest {
    private static final long ONE = 0x02005E005301L;
    private static final long TWO = 0x02005E005302L;
    private static final int SIZE = 64;

    private final byte[] bytes = new byte[EchoFrame.FRAME_LENGTH_MAX];
    private final MemorySegment frame = MemorySegment.ofArray(bytes);

    @Test
    void shouldLieAsDrawn() {
        int length = EchoFrame.writeRequest(frame, TWO, ONE, 0x0102, 0x1112131415161718L, 20);
        assertEquals(34, length);
        assertEquals(
                "02005e00530202005e00530188b5574445430101010211121314151617180014" + "2021",
                HexFormat.of().formatHex(bytes, 0, length));
        EchoFrame.turnIntoReply(frame);
        assertEquals(
                "02005e00530102005e00530288b5574445430102010211121314151617180014" + "2021",
                HexFormat.of().formatHex(bytes, 0, length));
    }

    @Test
    void shouldBeTakenByThePeerThatItIsForAlone() {
        int length = request();
        assertTrue(EchoFrame.isFor(TWO, frame, length));
        assertTrue(EchoFrame.isRequest(frame));
        assertFalse(EchoFrame.isFor(ONE, frame, length));
        assertFalse(EchoFrame.isFor(0xFFFFFFFFFFFFL, frame, length));
    }

    @Test
    void shouldBeTakenWhenItWasFilledUpOnTheWayButNotWhenCut() {
        int length = request();
        assertTrue(EchoFrame.isFor(TWO, frame, length + 10));
        assertFalse(EchoFrame.isFor(TWO, frame, length - 1));
        assertFalse(EchoFrame.isFor(TWO, frame, EchoFrame.FRAME_LENGTH_MAX + 1));
        assertFalse(EchoFrame.isFor(TWO, frame, 0));
    }

    @Test
    void shouldNotBeTakenWhenItClaimsToComeFromAGroupOrFromUs() {
        int length = EchoFrame.writeRequest(frame, TWO, 0x01005E000001L, 1, 1, SIZE);
        assertFalse(EchoFrame.isFor(TWO, frame, length));
        length = EchoFrame.writeRequest(frame, TWO, TWO, 1, 1, SIZE);
        assertFalse(EchoFrame.isFor(TWO, frame, length));
        length = EchoFrame.writeRequest(frame, TWO, 0, 1, 1, SIZE);
        assertFalse(EchoFrame.isFor(TWO, frame, length));
    }

    @Test
    void shouldNotBeTakenWhenAnyByteOfTheHeadIsAnother() {
        int length = request();
        byte[] original = Arrays.copyOf(bytes, length);
        for (int at : new int[] {0, 5, 12, 13, 14, 15, 16, 17, 18}) {
            System.arraycopy(original, 0, bytes, 0, length);
            bytes[at] ^= 0x40;
            assertFalse(EchoFrame.isFor(TWO, frame, length), "byte " + at);
        }
    }

    @Test
    void shouldNeitherThrowNorClaimMoreThanArrivedWhenItIsNoise() {
        Random random = new Random(Seed.next(EchoFrameTest.class));
        for (int i = 0; i < 100_000; i++) {
            int length = request();
            int arrived = random.nextInt(length + 20);
            for (int j = random.nextInt(4); j > 0; j--) {
                bytes[random.nextInt(length)] = (byte) random.nextInt();
            }
            if (EchoFrame.isFor(TWO, frame, arrived)) {
                assertTrue(EchoFrame.ETHERNET_LENGTH + EchoFrame.size(frame) <= arrived);
            }
        }
    }

    private int request() {
        return EchoFrame.writeRequest(frame, TWO, ONE, 1, 1, SIZE);
    }
}
