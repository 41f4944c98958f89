package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Allocation;
import weave.testkit.Seed;
import weave.xdp.port.OuterModel.Reading;
import weave.xdp.port.OuterModel.Sum;

class OuterHeadersTest {
    private static final int ROUNDS = 100_000;
    private static final int PAYLOAD_MAX = 1472;
    private static final long MAC = 0xFFFF_FFFF_FFFFL;
    private static final int[] NO_TAGS = {};

    private final Random random = new Random(Seed.next(OuterHeadersTest.class));
    private final byte[] memory = new byte[4096];
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final OuterDecoder decoder = new OuterDecoder();

    @Test
    void shouldWriteWhatAStraightforwardWriterWrites() {
        for (int i = 0; i < ROUNDS / 10; i++) {
            boolean mayFragment = random.nextBoolean();
            boolean isComplete = random.nextBoolean();
            OuterModel model =
                    plain(
                            mayFragment ? 0 : OuterModel.DONT_FRAGMENT,
                            isComplete ? Sum.FULL : Sum.PSEUDO_HEADER);
            byte[] expected = model.bytes();
            int offset = random.nextInt(100);
            random.nextBytes(memory);
            buffer.putBytes(offset + OuterHeaders.LENGTH, model.payload());
            write(model, offset, !mayFragment, isComplete);
            assertArrayEquals(
                    expected, Arrays.copyOfRange(memory, offset, offset + expected.length));
        }
    }

    private void write(OuterModel model, int offset, boolean dontFragment, boolean isComplete) {
        int length = model.payload().length;
        OuterHeaders.putEthernet(buffer, offset, model.sourceMac(), model.destinationMac());
        OuterHeaders.putIp(
                buffer,
                offset,
                model.source(),
                model.destination(),
                length,
                model.identification(),
                dontFragment);
        OuterHeaders.putUdp(
                buffer,
                offset,
                model.source(),
                model.sourcePort(),
                model.destination(),
                model.destinationPort(),
                length);
        if (isComplete) {
            OuterHeaders.completeChecksum(buffer, offset, length);
        }
    }

    @Test
    void shouldReadWhatAStraightforwardReaderReads() {
        Map<Arrival, Integer> seen = new EnumMap<>(Arrival.class);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] frame = damaged(any().bytes());
            int offset = random.nextInt(100);
            buffer.putBytes(offset, frame);
            Reading expected = OuterModel.read(frame);
            assertEquals(expected, read(offset, frame.length), () -> hex(frame));
            seen.merge(expected.arrival(), 1, Integer::sum);
        }
        for (Arrival arrival : Arrival.values()) {
            int count = seen.getOrDefault(arrival, 0);
            assertTrue(arrival == Arrival.TOO_LONG || count > 100, arrival + ": " + count);
        }
    }

    @Test
    void shouldReadNoise() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] frame = new byte[random.nextInt(120)];
            random.nextBytes(frame);
            buffer.putBytes(0, frame);
            assertEquals(OuterModel.read(frame), read(0, frame.length), () -> hex(frame));
        }
    }

    @Test
    void shouldAllocateNothing() {
        OuterModel model = plain(OuterModel.DONT_FRAGMENT, Sum.FULL);
        buffer.putBytes(OuterHeaders.LENGTH, model.payload());
        int length = OuterHeaders.LENGTH + model.payload().length;
        long bytes =
                Allocation.bytes(
                        10_000,
                        () -> {
                            write(model, 0, true, true);
                            if (decoder.decode(buffer, 0, length) != Arrival.DATAGRAM) {
                                throw new AssertionError("changed on its way");
                            }
                        });
        assertEquals(0, bytes);
    }

    /** As we write them. */
    private OuterModel plain(int fragmentField, Sum sum) {
        return new OuterModel(
                random.nextLong() & MAC,
                random.nextLong() & MAC,
                NO_TAGS,
                0,
                random.nextInt(0x1_0000),
                fragmentField,
                random.nextInt(),
                random.nextInt(0x1_0000),
                random.nextInt(),
                random.nextInt(0x1_0000),
                payload(),
                sum,
                0);
    }

    /** As they may come. */
    private OuterModel any() {
        OuterModel plain = plain(0, Sum.values()[random.nextInt(Sum.values().length)]);
        int[] tags = random.ints(random.nextInt(4), 0, Integer.MAX_VALUE).map(this::tag).toArray();
        int[] fragmentFields = {0, 0, 0, OuterModel.DONT_FRAGMENT, 0x2000, 5, 0x8000};
        return new OuterModel(
                plain.sourceMac(),
                plain.destinationMac(),
                random.nextBoolean() ? NO_TAGS : tags,
                random.nextBoolean() ? 0 : 4 * random.nextInt(11),
                plain.identification(),
                fragmentFields[random.nextInt(fragmentFields.length)],
                plain.source(),
                plain.sourcePort(),
                plain.destination(),
                plain.destinationPort(),
                plain.payload(),
                plain.checksum(),
                random.nextBoolean() ? 0 : random.nextInt(40));
    }

    private int tag(int control) {
        return (random.nextBoolean() ? 0x8100 : 0x88A8) << 16 | control & 0xFFFF;
    }

    /** Often of few kinds of bytes, so that sums come to 0 and to all ones. */
    private byte[] payload() {
        byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 64 : PAYLOAD_MAX)];
        if (random.nextInt(4) > 0) {
            random.nextBytes(payload);
        }
        return payload;
    }

    /** Half of them as they were. */
    private byte[] damaged(byte[] frame) {
        if (random.nextInt(4) == 0) {
            int headers = Math.min(frame.length, 60);
            frame[random.nextInt(random.nextBoolean() ? headers : frame.length)] ^=
                    (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
    }

    private Reading read(int offset, int length) {
        Arrival arrival = decoder.decode(buffer, offset, length);
        if (!arrival.isGood()) {
            return new Reading(arrival, 0, 0, 0, null);
        }
        int payload = decoder.payloadOffset();
        return new Reading(
                arrival,
                decoder.source(),
                decoder.destinationPort(),
                payload - offset,
                Arrays.copyOfRange(memory, payload, payload + decoder.payloadLength()));
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }
}
