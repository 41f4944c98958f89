package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;
import weave.testkit.Seed;

/**
 * Keys, epochs and nonces, with either library; what every cipher does is in {@link
 * FrameCipherTest}.
 */
@ParameterizedClass
@EnumSource
class AesGcmFrameCiphersTest {
    private static final PeerName SENDER = PeerName.parse("02:00:00:00:00:0d");
    private static final PeerName RECEIVER = PeerName.parse("02:00:00:00:00:0e");
    private static final long DF = Long.MIN_VALUE;
    private static final int EPOCH_SHIFT = 48;

    private final Random random = new Random(Seed.next(getClass()));
    private final byte[] key = bytes(32);
    private final AesGcmFrameCiphers ciphers;
    private final GcmKeys library;
    private final FrameSealer sealer;
    private final FrameOpener opener;

    AesGcmFrameCiphersTest(GcmKeys library) {
        this.library = library;
        ciphers = new AesGcmFrameCiphers(library);
        sealer = ciphers.sealer(key, SENDER, RECEIVER);
        opener = ciphers.opener(key, SENDER, RECEIVER);
    }

    @Test
    void shouldPreferOpenssl() {
        String suited = AesGcmFrameCiphers.suited().library();
        assertTrue(suited.matches("OpenSSL 3[0-9.]+"), suited);
        assertEquals("the JDK", AesGcmFrameCiphers.ofJdk().library());
    }

    @Test
    void shouldMakeTheDocumentedBytesInEveryEpoch() {
        for (int epoch = 0; epoch < 20; epoch++) {
            byte[] text = bytes(random.nextInt(1500));
            long number = (random.nextBoolean() ? DF : 0) | epoch * 1000L;
            byte[] datagram = Datagram.seal(sealer, text, number);
            assertEquals(number | (long) epoch << EPOCH_SHIFT, Datagram.field(datagram));
            assertArrayEquals(
                    ReferenceGcm.seal(key, SENDER, RECEIVER, Datagram.field(datagram), text),
                    datagram);
            assertTrue(sealer.renewKey());
        }
    }

    @Test
    void shouldMakeTheSameBytesWhenTheEndOfTheTextLiesElsewhere() {
        FrameSealer other = ciphers.sealer(key, SENDER, RECEIVER);
        for (int number = 0; number < 100; number++) {
            byte[] text = bytes(1 + random.nextInt(9000));
            int headLength = random.nextInt(text.length);
            assertArrayEquals(
                    Datagram.seal(sealer, text, number),
                    Datagram.sealGathered(other, text, headLength, number));
        }
    }

    @Test
    void shouldRatherSealNothingThanGatherUnderANonceTwice() {
        Datagram.seal(sealer, bytes(10), 5);
        assertThrows(
                IllegalStateException.class, () -> Datagram.sealGathered(sealer, bytes(10), 5, 5));
    }

    @Test
    void shouldNeverMakeANonceTwice() {
        FrameSealer restless = new AesGcmSealer(library, key, SENDER, RECEIVER, 100);
        Set<String> nonces = new HashSet<>();
        long[] numbers = new long[2];
        int epochs = 0;
        for (int i = 0; i < 20_000; i++) {
            int path = random.nextInt(2);
            long number = numbers[path]++;
            byte[] datagram = Datagram.seal(restless, new byte[16], (path == 0 ? 0 : DF) | number);
            int epoch = epoch(datagram);
            assertTrue(epoch == epochs || epoch == epochs + 1, "epochs go up one by one");
            epochs = epoch;
            // Keys are told apart by their epoch; equal boxes would mean an equal key stream.
            byte[] box = Arrays.copyOfRange(datagram, Datagram.BOX_OFFSET, datagram.length);
            assertTrue(nonces.add(epoch + ":" + (Datagram.field(datagram))), "the field");
            assertTrue(nonces.add(Arrays.toString(box)), "the key stream");
            if (random.nextInt(200) == 0) {
                restless.renewKey();
            }
        }
        assertTrue(epochs >= 200, epochs + " epochs");
    }

    @Test
    void shouldRatherSealNothingThanUseANonceTwice() {
        Datagram.seal(sealer, bytes(10), 5);
        assertThrows(IllegalStateException.class, () -> Datagram.seal(sealer, bytes(10), 5));
        assertThrows(IllegalStateException.class, () -> Datagram.seal(sealer, bytes(10), 4));
        UnsafeBuffer buffer = Datagram.direct(new byte[100]);
        long nextEpoch = 1L << EPOCH_SHIFT | 6;
        assertThrows(
                IllegalStateException.class,
                () -> sealer.seal(buffer, Datagram.TEXT_OFFSET, 10, nextEpoch));
        assertNotNull(Datagram.open(opener, Datagram.seal(sealer, bytes(10), DF | 5)), "own path");
    }

    @Test
    void shouldTakeANewKeyAfterSoManyDatagrams() {
        FrameSealer counting = new AesGcmSealer(library, key, SENDER, RECEIVER, 10);
        for (int i = 0; i < 95; i++) {
            byte[] datagram = Datagram.seal(counting, bytes(20), i);
            assertEquals(i / 10, epoch(datagram));
            assertNotNull(Datagram.open(opener, datagram));
        }
    }

    @Test
    void shouldKeepAKeyThatWasNotUsed() {
        for (int i = 0; i < 10; i++) {
            assertTrue(sealer.renewKey());
        }
        assertEquals(0, epoch(Datagram.seal(sealer, bytes(10), 0)));
        sealer.renewKey();
        sealer.renewKey();
        assertEquals(1, epoch(Datagram.seal(sealer, bytes(10), 1)));
    }

    @Test
    void shouldTellBeforeTheKeysRunOutAndStopWhenTheyHave() {
        FrameSealer last = new AesGcmSealer(library, key, SENDER, RECEIVER, 2);
        long number = 0;
        int warned = -1;
        while (last.epochField() >>> EPOCH_SHIFT < EpochKeys.EPOCH_MAX) {
            byte[] datagram = Datagram.seal(last, new byte[1], number++);
            assertNotNull(Datagram.open(opener, datagram));
            if (!last.renewKey() && warned < 0) {
                warned = epoch(datagram);
            }
        }
        assertTrue(warned > 32_600 && warned < 32_767, "warned in epoch " + warned);
        assertNotNull(Datagram.open(opener, Datagram.seal(last, new byte[1], number)));
        assertNotNull(Datagram.open(opener, Datagram.seal(last, new byte[1], number + 1)));
        long beyond = number + 2;
        assertThrows(IllegalStateException.class, () -> Datagram.seal(last, new byte[1], beyond));
    }

    @Test
    void shouldOpenStragglersOfTheEpochBeforeOnly() {
        byte[] oldest = Datagram.seal(sealer, bytes(10), 0);
        byte[] older = Datagram.seal(sealer, bytes(10), 1);
        sealer.renewKey();
        assertNotNull(Datagram.open(opener, Datagram.seal(sealer, bytes(10), 2)));
        assertNotNull(Datagram.open(opener, older), "a straggler");
        sealer.renewKey();
        assertNotNull(Datagram.open(opener, Datagram.seal(sealer, bytes(10), 3)));
        assertNull(Datagram.open(opener, oldest), "its key is gone");
    }

    @Test
    void shouldStayInItsEpochWhateverIsForged() {
        byte[] genuine = Datagram.seal(sealer, bytes(100), 0);
        assertNotNull(Datagram.open(opener, genuine));
        for (int epoch = 1; epoch <= EpochKeys.EPOCH_MAX; epoch++) {
            byte[] forged = Datagram.withField(genuine, (long) epoch << EPOCH_SHIFT | 1);
            assertNull(Datagram.open(opener, forged));
            assertNull(Datagram.open(opener, Datagram.withField(forged, DF | 1)));
        }
        assertNotNull(Datagram.open(opener, Datagram.seal(sealer, bytes(100), 1)), "epoch 0");
        sealer.renewKey();
        byte[] next = Datagram.seal(sealer, bytes(100), 2);
        byte[] forged = next.clone();
        forged[forged.length - 1] ^= 1;
        assertNull(Datagram.open(opener, forged));
        assertNotNull(Datagram.open(opener, next), "epoch 1");
    }

    @Test
    void shouldNotFollowGenuineDatagramsThatAreTooFarAhead() {
        Datagram.seal(sealer, bytes(1), 0);
        sealer.renewKey();
        byte[] one = Datagram.seal(sealer, bytes(1), 1);
        sealer.renewKey();
        byte[] two = Datagram.seal(sealer, bytes(1), 2);
        assertNull(Datagram.open(opener, two));
        assertNotNull(Datagram.open(opener, one));
        assertNotNull(Datagram.open(opener, two));
    }

    @Test
    void shouldHaveAnotherKeyForEachSideAndPair() {
        byte[] datagram = Datagram.seal(sealer, bytes(50), 0);
        PeerName third = PeerName.parse("02:00:00:00:00:0f");
        assertNull(Datagram.open(ciphers.opener(key, RECEIVER, SENDER), datagram));
        assertNull(Datagram.open(ciphers.opener(key, SENDER, third), datagram));
        assertNull(Datagram.open(ciphers.opener(key, third, RECEIVER), datagram));
        assertNotNull(Datagram.open(opener, datagram));
    }

    @Test
    void shouldNeitherKeepNorChangeTheSessionKey() {
        byte[] lent = key.clone();
        FrameSealer other = ciphers.sealer(lent, SENDER, RECEIVER);
        assertArrayEquals(key, lent);
        Arrays.fill(lent, (byte) 0);
        assertNotNull(Datagram.open(opener, Datagram.seal(other, bytes(10), 0)));
        assertFalse(other.toString().contains("key="));
    }

    private static int epoch(byte[] datagram) {
        return (int) ((Datagram.field(datagram) & Long.MAX_VALUE) >>> EPOCH_SHIFT);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
