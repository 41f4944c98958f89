package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

final class SegmentCutterTest {
    private static final int FRAME_OFFSET = VnetHeader.LENGTH;

    private final Random random = new Random(Seed.next(SegmentCutterTest.class));
    private final SegmentCutter cutter = new SegmentCutter();

    @Test
    void shouldCutAsTheReferenceDoes() {
        for (int i = 0; i < 1_500; i++) {
            TestFrame frame = TestFrame.random(random);
            byte[] bytes = frame.superFrame();
            if (bytes.length > 0xFFFF) {
                continue;
            }
            UnsafeBuffer buffer = captured(frame, bytes);
            assertEquals(frame.segments(), cutter.wrap(buffer, FRAME_OFFSET, bytes.length));
            assertEquals(frame.segments(), cutter.count());
            for (int j = 0; j < frame.segments(); j++) {
                byte[] segment = new byte[cutter.segmentLength(j)];
                cutter.write(j, new UnsafeBuffer(segment), 0);
                assertArrayEquals(frame.segment(j), segment);
            }
            assertEquals(frame.segment(0).length, cutter.segmentLengthMax());
        }
    }

    @Test
    void shouldWriteOneFrameWhenThereIsNoMoreThanOneSegment() {
        TestFrame frame = TestFrame.random(random);
        frame.tcp = true;
        frame.payload = new byte[0];
        byte[] bytes = frame.superFrame();
        UnsafeBuffer buffer = captured(frame, bytes);
        assertEquals(1, cutter.wrap(buffer, FRAME_OFFSET, bytes.length));
        byte[] segment = new byte[cutter.segmentLength(0)];
        cutter.write(0, new UnsafeBuffer(segment), 0);
        assertArrayEquals(bytes, segment);
    }

    @Test
    void shouldRefuseWhenItIsCutOffInTheHeaders() {
        for (int i = 0; i < 200; i++) {
            TestFrame frame = TestFrame.random(random);
            frame.payload = new byte[0];
            byte[] bytes = frame.superFrame();
            UnsafeBuffer buffer = captured(frame, bytes);
            for (int length = 0; length < bytes.length; length++) {
                assertEquals(0, cutter.wrap(buffer, FRAME_OFFSET, length));
            }
        }
    }

    @Test
    void shouldRefuseWhenSegmentsWouldBeTooSmall() {
        TestFrame frame = TestFrame.random(random);
        frame.tcp = true;
        frame.payload = new byte[100];
        for (int gsoSize = 0; gsoSize < SegmentCutter.TCP_GSO_SIZE_MIN; gsoSize++) {
            frame.gsoSize = gsoSize;
            assertEquals(0, wrap(frame));
        }
        frame.tcp = false;
        frame.gsoSize = 0;
        assertEquals(0, wrap(frame));
        frame.gsoSize = 1;
        assertEquals(100, wrap(frame));
        frame.payload = new byte[SegmentCutter.UDP_SEGMENTS_MAX + 1];
        assertEquals(0, wrap(frame));
    }

    @Test
    void shouldRefuseFragmentsAndTypesThatDoNotMatch() {
        TestFrame frame = TestFrame.random(random);
        frame.ipv4 = true;
        frame.tcp = true;
        frame.addresses = new byte[8];
        frame.ipOptions = new byte[0];
        frame.fragmentField = Ipv4.FLAG_MF;
        assertEquals(0, wrap(frame));
        frame.fragmentField = 1;
        assertEquals(0, wrap(frame));
        frame.fragmentField = 0;
        assertEquals(frame.segments(), wrap(frame));

        byte[] bytes = frame.superFrame();
        UnsafeBuffer buffer = captured(frame, bytes);
        int ufo = 3;
        for (int type : new int[] {0, VnetHeader.GSO_TCPV6, VnetHeader.GSO_UDP_L4, ufo}) {
            buffer.putByte(1, (byte) type);
            assertEquals(0, cutter.wrap(buffer, FRAME_OFFSET, bytes.length));
        }
    }

    private int wrap(TestFrame frame) {
        byte[] bytes = frame.superFrame();
        return cutter.wrap(captured(frame, bytes), FRAME_OFFSET, bytes.length);
    }

    /** The frame as a TAP delivers it: behind a vnet header, ending where the memory ends. */
    private static UnsafeBuffer captured(TestFrame frame, byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FRAME_OFFSET + bytes.length]);
        VnetHeader.putPartialChecksum(buffer, FRAME_OFFSET, 34, 16);
        VnetHeader.putGso(buffer, FRAME_OFFSET, frame.gsoType(), frame.gsoSize, 54);
        buffer.putBytes(FRAME_OFFSET, bytes);
        return buffer;
    }
}
