package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Seed;

final class SleeveEncoderTest {
    private static final long SELF = 0x7A2F9E010203L;
    private static final byte[] KEY = new byte[32];

    private final MemorySink sink = new MemorySink();
    private final UnsafeBuffer zeros = new UnsafeBuffer(new byte[SleeveLayout.PAYLOAD_MAX]);

    @Test
    void shouldSendNothingWhenNothingIsOpen() {
        SleeveEncoder encoder = new SleeveEncoder(SELF, null, sink);
        encoder.flush();
        encoder.flush();
        assertEquals(0, sink.datagrams.size());
    }

    @Test
    void shouldBoundTheFirstFrameByItsPath() {
        SleeveEncoder encoder = new SleeveEncoder(SELF, null, sink);
        encoder.maxPayload(1_472);
        assertFalse(append(encoder, SleeveLayout.DF, 1_453));
        assertTrue(append(encoder, SleeveLayout.DF, 1_452));
        assertTrue(append(encoder, SleeveLayout.NON_DF, 1_453));
        assertFalse(append(encoder, SleeveLayout.NON_DF, 65_488));
        assertTrue(append(encoder, SleeveLayout.NON_DF, 65_487));
        encoder.flush();
        assertEquals(List.of(1_473, 1_472, 65_507), lengths());
    }

    @Test
    void shouldBoundFurtherFramesByTheUnfragmentedPath() {
        SleeveEncoder encoder = new SleeveEncoder(SELF, null, sink);
        encoder.maxPayload(1_472);
        for (int path = 0; path < SleeveLayout.PATHS; path++) {
            assertTrue(append(encoder, path, 1_000));
            assertTrue(append(encoder, path, 438));
            assertTrue(append(encoder, path, 0));
            encoder.flush();
        }
        assertEquals(List.of(1_472, 20, 1_472, 20), lengths());
    }

    @Test
    void shouldTakeNoMoreThanAHundredFrames() {
        SleeveEncoder encoder = new SleeveEncoder(SELF, null, sink);
        for (int i = 0; i < 101; i++) {
            assertTrue(append(encoder, SleeveLayout.DF, 60));
        }
        encoder.flush();
        assertEquals(List.of(6 + 100 * 74, 80), lengths());
    }

    @Test
    void shouldSendSpecialFramesAloneAndWhateverThePathCarries() {
        SleeveEncoder encoder = new SleeveEncoder(SELF, null, sink);
        encoder.maxPayload(548);
        append(encoder, SleeveLayout.DF, 60);
        append(encoder, SleeveLayout.NON_DF, 61);
        assertTrue(encoder.appendSpecial(SleeveLayout.DF, SELF, 2, 60_000, 0));
        assertFalse(encoder.appendSpecial(SleeveLayout.DF, SELF, 2, 65_488, 0));
        append(encoder, SleeveLayout.DF, 62);
        encoder.flush();
        assertEquals(List.of(80, 60_020, 82, 81), lengths());
    }

    @Test
    void shouldSealTheSameBytesWhenThePayloadLiesElsewhere() {
        Random random = new Random(Seed.next(SleeveEncoderTest.class));
        MemorySink whole = new MemorySink();
        SleeveEncoder gathering = new SleeveEncoder(SELF, new SecretBoxCipher(KEY, true), sink);
        SleeveEncoder copying = new SleeveEncoder(SELF, new SecretBoxCipher(KEY, true), whole);
        for (int i = 0; i < 200; i++) {
            byte[] frame = new byte[54 + random.nextInt(1_400)];
            random.nextBytes(frame);
            UnsafeBuffer payload = new UnsafeBuffer(frame);
            int at = gathering.claimGathered(SleeveLayout.DF, SELF, 2, 54, frame.length);
            sink.buffer().putBytes(at, frame, 0, 54);
            gathering.submitGathered(SleeveLayout.DF, payload, 54, frame.length - 54);
            copying.append(SleeveLayout.DF, SELF, 2, payload, 0, frame.length);
            copying.flush();
            assertArrayEquals(whole.datagrams.get(i).bytes(), sink.datagrams.get(i).bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGetEveryFrameAcrossInOrder(boolean sealed) {
        Random random = new Random(Seed.next(SleeveEncoderTest.class));
        SecretBoxCipher cipher = sealed ? new SecretBoxCipher(KEY, true) : null;
        SleeveEncoder encoder = new SleeveEncoder(SELF, cipher, sink);
        List<List<byte[]>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 2_000; i++) {
            encoder.maxPayload(500 + random.nextInt(9_000));
            byte[] frame = new byte[random.nextInt(random.nextInt(20) == 0 ? 60_000 : 1_600)];
            random.nextBytes(frame);
            int path = random.nextInt(SleeveLayout.PATHS);
            if (encoder.append(path, i, ~i & 0xFFFF, new UnsafeBuffer(frame), 0, frame.length)) {
                sent.get(path).add(frame);
            }
            if (random.nextInt(5) == 0) {
                encoder.flush();
            }
        }
        encoder.flush();
        assertArrived(sent, cipher);
    }

    private void assertArrived(List<List<byte[]>> sent, SecretBoxCipher cipher) {
        SleeveDecoder decoder = new SleeveDecoder(cipher);
        List<Records> arrived = List.of(new Records(), new Records());
        for (MemorySink.Datagram datagram : sink.datagrams) {
            Records records = arrived.get(datagram.path());
            assertEquals(SELF, SleeveLayout.senderName(new UnsafeBuffer(datagram.bytes()), 0));
            assertEquals(SleeveDecoder.OK, records.decode(decoder, datagram.bytes()));
        }
        for (int path = 0; path < SleeveLayout.PATHS; path++) {
            List<Records.Delivered> delivered = arrived.get(path).delivered;
            assertEquals(sent.get(path).size(), delivered.size());
            for (int i = 0; i < delivered.size(); i++) {
                assertArrayEquals(sent.get(path).get(i), delivered.get(i).frame());
                assertEquals(~delivered.get(i).source() & 0xFFFF, delivered.get(i).destination());
            }
        }
    }

    private boolean append(SleeveEncoder encoder, int path, int length) {
        return encoder.append(path, 1, 2, zeros, 0, length);
    }

    private List<Integer> lengths() {
        return sink.datagrams.stream().map(datagram -> datagram.bytes().length).toList();
    }
}
