package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Allocation;
import weave.testkit.Seed;

/** Whatever is joined must fall apart, when it is cut again, into exactly the frames that came. */
final class SegmentJoinerTest {
    private static final int GAP = 20;
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;

    private final Random random = new Random(Seed.next(SegmentJoinerTest.class));
    private final SegmentJoiner joiner = new SegmentJoiner(true);
    private final SegmentCutter cutter = new SegmentCutter();

    @Test
    void shouldMakeOneSuperFrameOfTheSegmentsOfOne() {
        for (int i = 0; i < 500; i++) {
            TestFrame frame = joinable();
            List<byte[]> segments = segments(frame);
            List<byte[]> joined = new ArrayList<>();
            List<byte[]> cut = joinAndCut(segments, joined);
            assertEquals(1, joined.size());
            assertEquals(frame.superFrame().length, joined.getFirst().length);
            assertSame(segments, cut);
        }
    }

    @Test
    void shouldPassOnExactlyWhatCameWhenStreamsMixAndBitsFlip() {
        for (int i = 0; i < 500; i++) {
            List<byte[]> frames = new ArrayList<>(segments(joinable()));
            frames.addAll(segments(joinable()));
            frames.addAll(segments(TestFrame.random(random)));
            if (random.nextBoolean()) {
                Collections.shuffle(frames, random);
            }
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                byte[] victim = frames.get(random.nextInt(frames.size()));
                victim[random.nextInt(victim.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertSame(frames, joinAndCut(frames, new ArrayList<>()));
        }
    }

    @Test
    void shouldNotJoinWhenAChecksumIsWrong() {
        shouldNotJoinWithABrokenSecond(joinable(true));
        shouldNotJoinWithABrokenSecond(joinable(false));
    }

    private void shouldNotJoinWithABrokenSecond(TestFrame frame) {
        List<byte[]> segments = segments(frame);
        byte[] second = segments.get(1);
        second[second.length - 1] ^= 1;
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[200_000]);
        int first = place(buffer, 0, segments.getFirst());
        int next = place(buffer, first + segments.getFirst().length, second);
        assertTrue(joiner.begin(buffer, first, segments.getFirst().length, false));
        assertFalse(joiner.extend(next, second.length, false));
    }

    @Test
    void shouldNotJoinUdpWhenItsHeadersDiffer() {
        for (int i = 0; i < 2_000; i++) {
            TestFrame frame = joinable(false);
            List<byte[]> segments = segments(frame);
            TestFrame other = joinable(false);
            other.likeFlowOf(frame);
            other.payload = Arrays.copyOf(frame.payload, frame.gsoSize);
            other.identification = frame.identification + 1;
            other.gsoSize = frame.gsoSize;
            boolean same = random.nextInt(8) == 0;
            if (!same) {
                change(other);
            }
            assertEquals(same, joins(segments.getFirst(), other.superFrame()));
        }
    }

    /** One field in which a datagram can differ from the one before. */
    private void change(TestFrame frame) {
        switch (random.nextInt(7)) {
            case 0 -> frame.ports ^= 1 << random.nextInt(32);
            case 1 -> frame.addresses[random.nextInt(frame.addresses.length)] ^= 1;
            case 2 -> frame.macsAndTags[random.nextInt(12)] ^= 1;
            case 3 -> frame.timeToLive ^= 1;
            case 4 -> frame.trafficClass ^= 1 << random.nextInt(8);
            case 5 -> frame.payload = Arrays.copyOf(frame.payload, frame.payload.length + 1);
            default -> frame.tcp = true;
        }
    }

    @Test
    void shouldNotJoinUdpWhenTheIdentificationDoesNotFollowUnlessThereIsDf() {
        TestFrame frame = joinable(false, true);
        frame.payload = new byte[2 * frame.gsoSize];
        for (int fragmentField : new int[] {0, Ipv4.FLAG_DF}) {
            frame.fragmentField = fragmentField;
            byte[] first = frame.segment(0);
            frame.identification += 7;
            byte[] second = frame.segment(1);
            assertEquals(fragmentField != 0, joins(first, second));
        }
    }

    @Test
    void shouldEndTheRunWithAShorterDatagram() {
        TestFrame frame = joinable(false, false);
        frame.payload = new byte[3 * frame.gsoSize - 1];
        List<byte[]> frames = new ArrayList<>(segments(frame));
        frames.addAll(segments(frame));
        List<byte[]> joined = new ArrayList<>();
        assertSame(frames, joinAndCut(frames, joined));
        assertEquals(2, joined.size());
    }

    @Test
    void shouldPassUdpOnAloneWhenItHasNoChecksumOrNoPayload() {
        for (boolean ipv4 : new boolean[] {true, false}) {
            TestFrame frame = joinable(false, ipv4);
            byte[] bare = frame.segment(0);
            int checksum = 14 + (ipv4 ? 20 : 40) + Udp.CHECKSUM_OFFSET;
            bare[checksum] = 0;
            bare[checksum + 1] = 0;
            assertFalse(begins(bare));
            assertFalse(joins(frame.segment(0), bare));
            TestFrame empty = joinable(false, ipv4);
            empty.payload = new byte[0];
            assertFalse(begins(empty.superFrame()));
        }
    }

    @Test
    void shouldNotJoinFragments() {
        TestFrame frame = joinable(false, true);
        for (int fragmentField : new int[] {Ipv4.FLAG_MF, 1, Ipv4.FLAG_MF | 1}) {
            frame.fragmentField = fragmentField;
            assertFalse(begins(frame.segment(0)));
        }
    }

    @Test
    void shouldNotJoinUdpWhenThePortCannotTakeIt() {
        SegmentJoiner tcpOnly = new SegmentJoiner(false);
        byte[] frame = joinable(false).segment(0);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[GAP + frame.length]);
        int offset = place(buffer, 0, frame);
        assertFalse(tcpOnly.begin(buffer, offset, frame.length, false));
    }

    private boolean joins(byte[] first, byte[] second) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[200_000]);
        int at = place(buffer, 0, first);
        int next = place(buffer, at + first.length, second);
        assertTrue(joiner.begin(buffer, at, first.length, false));
        return joiner.extend(next, second.length, false);
    }

    @Test
    void shouldBeginNoRunWithWhatIsNoPlainData() {
        for (int flags : new int[] {0, 0x02, ACK | 0x01, ACK | 0x02, ACK | 0x04, ACK | PSH}) {
            TestFrame frame = joinable(true);
            frame.flags = flags;
            frame.payload = new byte[100];
            assertFalse(begins(frame.superFrame()), "flags " + flags);
        }
        TestFrame empty = joinable(true);
        empty.flags = ACK;
        empty.payload = new byte[0];
        assertFalse(begins(empty.superFrame()), "no payload");
    }

    @Test
    void shouldSurviveAnyBytes() {
        for (int i = 0; i < 100_000; i++) {
            TestFrame frame = joinable();
            frame.payload = new byte[1 + random.nextInt(50)];
            byte[] bytes = frame.superFrame();
            for (int flips = random.nextInt(8); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(bytes.length + 1);
            // The memory ends where the frame ends: reading beyond it would throw.
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[VnetHeader.LENGTH + length]);
            buffer.putBytes(VnetHeader.LENGTH, bytes, 0, length);
            if (joiner.begin(buffer, VnetHeader.LENGTH, length, random.nextBoolean())) {
                joiner.extend(VnetHeader.LENGTH, length, random.nextBoolean());
                joiner.close();
            }
        }
    }

    @Test
    void shouldNotAllocateWhenJoining() {
        shouldNotAllocateWhenJoining(joinable(true));
        shouldNotAllocateWhenJoining(joinable(false));
    }

    private void shouldNotAllocateWhenJoining(TestFrame frame) {
        List<byte[]> segments = segments(frame);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[200_000]);
        int[] offsets = new int[segments.size()];
        int at = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = place(buffer, at, segments.get(i));
            at = offsets[i] + segments.get(i).length;
        }
        int[] lengths = segments.stream().mapToInt(s -> s.length).toArray();
        assertEquals(
                0,
                Allocation.bytes(
                        2_000,
                        () -> {
                            joiner.begin(buffer, offsets[0], lengths[0], false);
                            for (int i = 1; i < offsets.length && joiner.isOpen(); i++) {
                                joiner.extend(offsets[i], lengths[i], false);
                            }
                        }));
    }

    private boolean begins(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[GAP + frame.length]);
        return joiner.begin(buffer, place(buffer, 0, frame), frame.length, false);
    }

    private TestFrame joinable() {
        return joinable(random.nextBoolean());
    }

    private TestFrame joinable(boolean tcp, boolean ipv4) {
        TestFrame frame = joinable(tcp);
        while (frame.ipv4 != ipv4) {
            frame = joinable(tcp);
        }
        return frame;
    }

    private TestFrame joinable(boolean tcp) {
        TestFrame frame = TestFrame.random(random);
        frame.tcp = tcp;
        frame.macsAndTags = new byte[12];
        random.nextBytes(frame.macsAndTags);
        frame.ipOptions = new byte[0];
        frame.flags = random.nextBoolean() ? ACK : ACK | PSH;
        frame.gsoSize = 100 + random.nextInt(1_400);
        frame.payload = new byte[frame.gsoSize + 1 + random.nextInt(30 * frame.gsoSize)];
        random.nextBytes(frame.payload);
        return frame;
    }

    private static List<byte[]> segments(TestFrame frame) {
        List<byte[]> segments = new ArrayList<>();
        for (int i = 0; i < frame.segments(); i++) {
            segments.add(frame.segment(i));
        }
        return segments;
    }

    private static int place(UnsafeBuffer buffer, int at, byte[] frame) {
        buffer.putBytes(at + GAP, frame);
        return at + GAP;
    }

    /** As ingress does it: joins what follows on, and cuts what was joined. */
    private List<byte[]> joinAndCut(List<byte[]> frames, List<byte[]> joined) {
        int total = frames.stream().mapToInt(f -> f.length + GAP).sum();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[total]);
        GatherBatch batch = new GatherBatch(frames.size());
        int at = 0;
        for (byte[] frame : frames) {
            int offset = place(buffer, at, frame);
            at = offset + frame.length;
            if (joiner.isOpen() && joiner.extend(offset, frame.length, false)) {
                int headers = joiner.headersLength();
                batch.extend(offset + headers, frame.length - headers);
                continue;
            }
            joiner.close();
            VnetHeader.clear(buffer, offset);
            batch.append(offset, frame.length);
            joiner.begin(buffer, offset, frame.length, false);
        }
        joiner.close();
        List<byte[]> cut = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            cut(gather(buffer, batch, i), joined, cut);
        }
        return cut;
    }

    /** The frame in one piece, its vnet header before it. */
    private static byte[] gather(UnsafeBuffer buffer, GatherBatch batch, int frame) {
        int first = batch.firstPiece(frame);
        int length = VnetHeader.LENGTH;
        for (int p = 0; p < batch.pieces(frame); p++) {
            length += batch.length(first + p);
        }
        byte[] whole = new byte[length];
        int at = VnetHeader.LENGTH;
        buffer.getBytes(batch.offset(first) - at, whole, 0, at);
        for (int p = 0; p < batch.pieces(frame); p++) {
            buffer.getBytes(batch.offset(first + p), whole, at, batch.length(first + p));
            at += batch.length(first + p);
        }
        return whole;
    }

    private void cut(byte[] withHeader, List<byte[]> joined, List<byte[]> cut) {
        UnsafeBuffer buffer = new UnsafeBuffer(withHeader);
        int length = withHeader.length - VnetHeader.LENGTH;
        byte[] frame = new byte[length];
        buffer.getBytes(VnetHeader.LENGTH, frame);
        joined.add(frame);
        if (!VnetHeader.isSuperFrame(buffer, VnetHeader.LENGTH)) {
            cut.add(frame);
            return;
        }
        int segments = cutter.wrap(buffer, VnetHeader.LENGTH, length);
        assertTrue(segments > 1);
        for (int i = 0; i < segments; i++) {
            byte[] segment = new byte[cutter.segmentLength(i)];
            cutter.write(i, new UnsafeBuffer(segment), 0);
            cut.add(segment);
        }
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            byte[] told = withoutIdentification(expected.get(i));
            assertArrayEquals(told, withoutIdentification(actual.get(i)), "frame " + i);
        }
    }

    /** With DF the identification of a UDP datagram says nothing (RFC 6864, section 4.1). */
    private static byte[] withoutIdentification(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame.clone());
        boolean ipv4Udp =
                frame.length >= 42
                        && Ethernet.type(buffer, 0) == Ethernet.TYPE_IPV4
                        && Ipv4.protocol(buffer, 14) == Ipv4.PROTOCOL_UDP;
        if (ipv4Udp && Ipv4.dontFragment(buffer, 14) && Checksum.sum(buffer, 14, 20) == 0xFFFF) {
            Ipv4.putWord(buffer, 14 + Ipv4.IDENTIFICATION_OFFSET, 0);
            Ipv4.putHeaderChecksum(buffer, 14);
        }
        return buffer.byteArray();
    }
}
