package weave.linux.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import weave.testkit.Allocation;

/** Needs the library, which tools/check installs. */
class AesGcmTest {
    /** Test case 16 of "The Galois/Counter Mode of Operation" by McGrew and Viega. */
    private static final byte[] KEY =
            hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");

    private static final byte[] NONCE = hex("cafebabefacedbaddecaf888");
    private static final byte[] HEADER = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static final byte[] TEXT =
            hex(
                    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    private static final byte[] ENCRYPTED =
            hex(
                    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");
    private static final byte[] TAG = hex("76fc6ece0f4e1768cddf8853bb2d551b");

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment nonce = memory(NONCE);
    private final MemorySegment header = memory(HEADER);
    private final MemorySegment text = memory(TEXT);
    private final MemorySegment tag = memory(new byte[AesGcm.TAG_LENGTH]);
    private final AesGcm sealer = new AesGcm(true, KEY);
    private final AesGcm opener = new AesGcm(false, KEY);

    @Test
    void shouldBeThere() {
        assertTrue(AesGcm.isPresent());
        assertTrue(LibCrypto.version().matches("3\\.\\d+\\.\\d+"), LibCrypto.version());
    }

    @Test
    void shouldMakeThePublishedBytesHoweverTheTextIsCut() {
        for (int cut = 0; cut <= TEXT.length; cut++) {
            MemorySegment.copy(TEXT, 0, text, ValueLayout.JAVA_BYTE, 0, TEXT.length);
            sealer.begin(nonce.address(), header.address(), HEADER.length);
            sealer.update(text.address(), text.address(), cut);
            sealer.update(text.address() + cut, text.address() + cut, TEXT.length - cut);
            sealer.tag(tag.address());
            assertArrayEquals(ENCRYPTED, text.toArray(ValueLayout.JAVA_BYTE));
            assertArrayEquals(TAG, tag.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldOpenWhatIsGenuineAndNothingElse() {
        seal();
        for (MemorySegment part : new MemorySegment[] {nonce, header, text, tag}) {
            flip(part);
            assertFalse(open());
            flip(part);
            seal();
        }
        assertTrue(open());
        assertArrayEquals(TEXT, text.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void shouldSealAndOpenNothing() {
        sealer.begin(nonce.address(), header.address(), HEADER.length);
        sealer.update(text.address(), text.address(), 0);
        sealer.tag(tag.address());
        opener.begin(nonce.address(), header.address(), HEADER.length);
        opener.update(text.address(), text.address(), 0);
        assertTrue(opener.matches(tag.address()));
    }

    @Test
    void shouldAllocateNothing() {
        assertEquals(
                0,
                Allocation.bytes(
                        10_000,
                        () -> {
                            seal();
                            open();
                        }));
    }

    private void seal() {
        MemorySegment.copy(TEXT, 0, text, ValueLayout.JAVA_BYTE, 0, TEXT.length);
        sealer.begin(nonce.address(), header.address(), HEADER.length);
        sealer.update(text.address(), text.address(), TEXT.length);
        sealer.tag(tag.address());
    }

    private boolean open() {
        opener.begin(nonce.address(), header.address(), HEADER.length);
        opener.update(text.address(), text.address(), TEXT.length);
        return opener.matches(tag.address());
    }

    private static void flip(MemorySegment part) {
        byte last = part.get(ValueLayout.JAVA_BYTE, part.byteSize() - 1);
        part.set(ValueLayout.JAVA_BYTE, part.byteSize() - 1, (byte) (last ^ 1));
    }

    private MemorySegment memory(byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
