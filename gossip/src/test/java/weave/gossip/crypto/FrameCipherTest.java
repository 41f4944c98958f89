package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.testkit.Allocation;
import weave.testkit.Seed;

/** What every frame cipher must do. */
class FrameCipherTest {
    /** The compiler is at work in the first ones. */
    private static final int TRIES = 20;

    private static final int TAG_LENGTH = FrameSealer.TAG_LENGTH;
    private static final int TEXT_LENGTH_MAX = 65_507 - Datagram.TEXT_OFFSET;
    private static final long DF = Long.MIN_VALUE;

    private final Random random = new Random(Seed.next(getClass()));
    private final byte[] key = bytes(32);

    @ParameterizedTest
    @EnumSource
    void shouldOpenWhatWasSealedWhateverItsLength(FrameCipherKind kind) {
        FrameSealer sealer = kind.sealer(key, true);
        FrameOpener opener = kind.opener(key, true);
        long number = 0;
        for (int length = 0; length < 300; length++) {
            shouldOpen(sealer, opener, length, number++);
        }
        for (int length : new int[] {1400, 2031, 2032, 2033, 2048, 4097, 9000, TEXT_LENGTH_MAX}) {
            shouldOpen(sealer, opener, length, number++);
        }
        shouldOpen(sealer, opener, 100, 1L << 47);
    }

    private void shouldOpen(FrameSealer sealer, FrameOpener opener, int length, long number) {
        byte[] text = bytes(length);
        for (long path : new long[] {0, DF}) {
            byte[] datagram = Datagram.seal(sealer, text, path | number);
            byte[] sealed = Arrays.copyOfRange(datagram, Datagram.TEXT_OFFSET, datagram.length);
            assertFalse(length > 8 && Arrays.equals(text, sealed), "in clear");
            assertEquals(number, opener.number(Datagram.field(datagram)));
            assertArrayEquals(text, Datagram.open(opener, datagram));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotSealTheSameTextAlikeTwice(FrameCipherKind kind) {
        FrameSealer sealer = kind.sealer(key, true);
        byte[] text = new byte[64];
        byte[] one = box(Datagram.seal(sealer, text, 0));
        assertFalse(Arrays.equals(one, box(Datagram.seal(sealer, text, 1))), "another number");
        assertFalse(Arrays.equals(one, box(Datagram.seal(sealer, text, DF))), "the other path");
        FrameSealer opposite = kind.sealer(key, false);
        assertFalse(Arrays.equals(one, box(Datagram.seal(opposite, text, 0))), "the other side");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNotGenuine(FrameCipherKind kind) {
        byte[] datagram = Datagram.seal(kind.sealer(key, true), bytes(100), 7);
        assertNull(Datagram.open(kind.opener(key, false), datagram), "the other side");
        assertNull(Datagram.open(kind.opener(bytes(32), true), datagram), "another key");
        FrameOpener opener = kind.opener(key, true);
        assertNull(Datagram.open(opener, Arrays.copyOf(datagram, datagram.length - 1)), "cut");
        assertNull(Datagram.open(opener, Arrays.copyOf(datagram, datagram.length + 1)), "longer");
        for (int i = kind.authenticFrom(); i < datagram.length; i++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] forged = datagram.clone();
                forged[i] ^= (byte) (1 << bit);
                int at = i;
                assertNull(Datagram.open(opener, forged), () -> "byte " + at);
            }
        }
        assertNotNull(Datagram.open(opener, datagram), "it still opens the genuine one");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAnyLengthWithoutAnException(FrameCipherKind kind) {
        FrameOpener opener = kind.opener(key, true);
        UnsafeBuffer buffer = Datagram.direct(new byte[100]);
        int[] lengths = {Integer.MIN_VALUE, -2, -1, 0, 1, 15, 16, 17, 86, 87, Integer.MAX_VALUE};
        for (int length : lengths) {
            assertFalse(opener.open(buffer, Datagram.BOX_OFFSET, length, 0), () -> "" + length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseNoiseAndStillOpenWhatIsGenuine(FrameCipherKind kind) {
        FrameSealer sealer = kind.sealer(key, true);
        FrameOpener opener = kind.opener(key, true);
        for (int i = 0; i < 3_000; i++) {
            byte[] noise = bytes(Datagram.BOX_OFFSET + random.nextInt(1500));
            // Else nearly none would be of an epoch near the present one.
            noise[6] &= (byte) (random.nextBoolean() ? 0x80 : 0xFF);
            noise[7] &= (byte) (random.nextBoolean() ? 0x03 : 0xFF);
            assertNull(Datagram.open(opener, noise));
            if (i % 100 == 0) {
                shouldOpen(sealer, opener, random.nextInt(1500), i);
                sealer.renewKey();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotTouchWhatLiesBeside(FrameCipherKind kind) {
        UnsafeBuffer buffer = Datagram.direct(new byte[400]);
        int text = 200;
        int length = 50;
        kind.sealer(key, true).seal(buffer, text, length, 0);
        byte[] after = Datagram.bytes(buffer);
        for (int i = 0; i < after.length; i++) {
            boolean own = i >= text - TAG_LENGTH && i < text + length;
            assertTrue(own || after[i] == 0, "byte " + i);
        }
        assertTrue(kind.opener(key, true).open(buffer, text - TAG_LENGTH, TAG_LENGTH + length, 0));
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeLittleGarbage(FrameCipherKind kind) {
        UnsafeBuffer buffer = Datagram.direct(new byte[2000]);
        FrameSealer sealer = kind.sealer(key, true);
        FrameOpener opener = kind.opener(key, true);
        long[] number = new long[1];
        int runs = 5_000;
        for (int length : new int[] {64, 1400}) {
            long allocated =
                    Allocation.leastBytes(
                            TRIES,
                            runs,
                            () -> {
                                long field = number[0]++;
                                sealer.seal(buffer, Datagram.TEXT_OFFSET, length, field);
                                int box = TAG_LENGTH + length;
                                opener.open(buffer, Datagram.BOX_OFFSET, box, field);
                            });
            long each = allocated / (2 * runs);
            System.out.println(kind + ", " + length + " B: " + each + " B of garbage a datagram");
            assertTrue(each <= kind.garbageMax, () -> each + " bytes per datagram");
        }
    }

    /** Tag and text. */
    private static byte[] box(byte[] datagram) {
        return Arrays.copyOfRange(datagram, Datagram.BOX_OFFSET, datagram.length);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
