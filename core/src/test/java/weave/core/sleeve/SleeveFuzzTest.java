package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.frame.FrameClass;
import weave.core.frame.PartialChecksum;
import weave.core.frame.SegmentCutter;
import weave.core.frame.VnetHeader;
import weave.testkit.Seed;
import weave.testkit.Vectors;

/**
 * What strangers may send: anything. Buffers end where the datagram or frame ends, so that a read
 * beyond it is an exception; what is written must stay within the announced length.
 */
final class SleeveFuzzTest {
    private static final int ROUNDS = 200_000;
    private static final int GUARD = 64;
    private static final byte GUARD_BYTE = 0x5A;
    private static final int SLOT_LENGTH = 70_000;

    private final Random random = new Random(Seed.next(SleeveFuzzTest.class));
    private final UnsafeBuffer slot = new UnsafeBuffer(new byte[GUARD + SLOT_LENGTH + GUARD]);

    @Test
    void shouldRefuseDatagramsWithAResult() {
        List<byte[]> plain = datagrams(false);
        List<byte[]> sealed = datagrams(true);
        SleeveDecoder inClear = new SleeveDecoder(null);
        SleeveDecoder opening = new SleeveDecoder(new SecretBoxCipher(new byte[32], true));
        long[] results = new long[SleeveDecoder.RESULTS];
        for (int i = 0; i < ROUNDS; i++) {
            boolean open = i % 10 == 0;
            byte[] datagram = broken(open ? sealed : plain);
            UnsafeBuffer buffer = new UnsafeBuffer(datagram);
            RecordHandler within = new Within(buffer);
            int result = (open ? opening : inClear).decode(buffer, 0, datagram.length, within);
            results[result]++;
        }
        assertTrue(results[SleeveDecoder.OK] > 0, Arrays.toString(results));
        assertTrue(results[SleeveDecoder.FORGED] > 0, Arrays.toString(results));
        assertTrue(results[SleeveDecoder.TRUNCATED_RECORD] > 0, Arrays.toString(results));
    }

    @Test
    void shouldRefuseFramesWithAResult() {
        List<byte[]> frames = frames();
        SegmentCutter cutter = new SegmentCutter();
        Fragmenter fragmenter = new Fragmenter();
        long cuts = 0;
        long pieces = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] captured = captured(broken(frames));
            int length = captured.length - VnetHeader.LENGTH;
            UnsafeBuffer buffer = new UnsafeBuffer(captured);
            cuts += cut(cutter, buffer, length);
            pieces += fragment(fragmenter, buffer, length, random.nextInt(2_000) - 100);
            answer(buffer, length);
            PartialChecksum.complete(buffer, VnetHeader.LENGTH, length);
        }
        assertTrue(cuts > 0);
        assertTrue(pieces > 0);
    }

    // --- Frames.

    private int cut(SegmentCutter cutter, UnsafeBuffer buffer, int length) {
        int count = cutter.wrap(buffer, VnetHeader.LENGTH, length);
        for (int i = 0; i < count; i++) {
            int expected = cutter.segmentLength(i);
            guard(expected);
            cutter.write(i, slot, GUARD);
            assertGuarded(expected);
        }
        return count;
    }

    private int fragment(Fragmenter fragmenter, UnsafeBuffer buffer, int length, int mtu) {
        int count = fragmenter.wrap(buffer, VnetHeader.LENGTH, length, mtu);
        for (int i = 0; i < count; i++) {
            int expected = fragmenter.frameLength(i);
            guard(expected);
            fragmenter.write(i, slot, GUARD);
            assertGuarded(expected);
        }
        return count;
    }

    private void answer(UnsafeBuffer buffer, int length) {
        guard(FragmentationNeeded.FRAME_LENGTH_MAX);
        int written =
                FragmentationNeeded.write(buffer, VnetHeader.LENGTH, length, 1_438, slot, GUARD);
        boolean ipv4 = FrameClass.isIpv4(FrameClass.of(buffer, VnetHeader.LENGTH, length));
        assertEquals(ipv4, written > 0);
        assertTrue(written <= FragmentationNeeded.FRAME_LENGTH_MAX);
        assertGuarded(FragmentationNeeded.FRAME_LENGTH_MAX);
        SpecialFrame.isSpecial(buffer, VnetHeader.LENGTH, length);
    }

    /** The frame behind a vnet header that may be anything, most often something plausible. */
    private byte[] captured(byte[] frame) {
        byte[] captured = new byte[VnetHeader.LENGTH + frame.length];
        System.arraycopy(frame, 0, captured, VnetHeader.LENGTH, frame.length);
        UnsafeBuffer buffer = new UnsafeBuffer(captured);
        int[] types = {0, 1, 4, 5, 0x81, 0x84, 3, random.nextInt(256)};
        buffer.putByte(0, (byte) random.nextInt(4));
        buffer.putByte(1, (byte) types[random.nextInt(types.length)]);
        buffer.putShort(2, (short) random.nextInt());
        buffer.putShort(4, (short) (random.nextInt(10) == 0 ? random.nextInt() : 100));
        buffer.putShort(6, (short) (random.nextInt(10) == 0 ? random.nextInt() : 34));
        buffer.putShort(8, (short) (random.nextInt(10) == 0 ? random.nextInt() : 16));
        return captured;
    }

    private static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        for (String file : List.of("sleeve_classify", "sleeve_fragment", "sleeve_icmp")) {
            for (JsonNode vector : Vectors.cases(file)) {
                byte[] frame = Vectors.hex(vector.path("Frame"));
                frames.add(frame);
                if (frame.length > 60) {
                    byte[] tcp = frame.clone();
                    tcp[23] = 6;
                    tcp[46] = 0x50;
                    frames.add(tcp);
                }
            }
        }
        return frames;
    }

    // --- Datagrams.

    private List<byte[]> datagrams(boolean sealed) {
        MemorySink sink = new MemorySink();
        SecretBoxCipher cipher = sealed ? new SecretBoxCipher(new byte[32], true) : null;
        SleeveEncoder encoder = new SleeveEncoder(1, cipher, sink);
        UnsafeBuffer frame = new UnsafeBuffer(new byte[2_000]);
        for (int i = 0; i < 50; i++) {
            int frames = random.nextInt(5);
            for (int j = 0; j <= frames; j++) {
                encoder.append(i % 2, i, j, frame, 0, random.nextInt(300));
            }
            encoder.flush();
        }
        return sink.datagrams.stream().map(MemorySink.Datagram::bytes).toList();
    }

    /** One of them with some bits flipped, cut off, or replaced altogether. */
    private byte[] broken(List<byte[]> good) {
        byte[] bytes = good.get(random.nextInt(good.size())).clone();
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(bytes = new byte[random.nextInt(200)]);
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> {
                for (int flips = 1 + random.nextInt(8); flips > 0 && bytes.length > 0; flips--) {
                    int range = Math.min(bytes.length, random.nextBoolean() ? 64 : bytes.length);
                    bytes[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {}
        }
        return bytes;
    }

    private record Within(UnsafeBuffer datagram) implements RecordHandler {
        @Override
        public void onRecord(
                long source, long destination, MutableDirectBuffer buffer, int offset, int length) {
            assertTrue(offset >= SleeveLayout.NAME_LENGTH + SleeveLayout.FRAME_OVERHEAD);
            assertTrue(length >= 0 && offset + length <= datagram.capacity());
            assertTrue(source >>> 48 == 0 && destination >>> 48 == 0);
        }
    }

    // --- Guards.

    private void guard(int length) {
        assertTrue(length <= SLOT_LENGTH);
        slot.setMemory(0, GUARD, GUARD_BYTE);
        slot.setMemory(GUARD + length, GUARD, GUARD_BYTE);
    }

    private void assertGuarded(int length) {
        for (int i = 0; i < GUARD; i++) {
            if (slot.getByte(i) != GUARD_BYTE || slot.getByte(GUARD + length + i) != GUARD_BYTE) {
                throw new AssertionError("written beside the " + length + " bytes announced");
            }
        }
    }
}
