package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

final class UncutFrameTest {
    private static final int FRAMES = 500;
    private static final int UNTAGGED = 12;
    private static final int HEADROOM = 16;

    private final Random random = new Random(Seed.next(UncutFrameTest.class));
    private final UncutFrame uncut = new UncutFrame();

    private TestFrame tcp() {
        TestFrame frame;
        do {
            frame = TestFrame.random(random);
        } while (!frame.tcp);
        frame.macsAndTags = Arrays.copyOf(frame.macsAndTags, UNTAGGED);
        if (!frame.ipv4) {
            frame.ipOptions = new byte[0];
        }
        return frame;
    }

    private static int headers(TestFrame frame) {
        return (frame.ipv4 ? 20 : 40) + frame.ipOptions.length + 20 + frame.tcpOptions.length;
    }

    @Test
    void shouldCutToWhatContainersTake() {
        for (int i = 0; i < FRAMES; i++) {
            TestFrame frame = tcp();
            int mtu = headers(frame) + frame.gsoSize;
            byte[] whole = frame.superFrame();
            UnsafeBuffer buffer = buffer(whole);
            boolean isLonger = whole.length > mtu + 14;
            assertEquals(isLonger, uncut.wrap(buffer, HEADROOM, whole.length, mtu));
            if (isLonger) {
                assertEquals(frame.segments(), uncut.count());
                for (int segment = 0; segment < uncut.count(); segment++) {
                    UnsafeBuffer to = new UnsafeBuffer(new byte[uncut.length(segment)]);
                    uncut.write(segment, to, 0);
                    assertArrayEquals(frame.segment(segment), to.byteArray());
                }
            }
        }
    }

    @Test
    void shouldLeaveOtherProtocolsWhole() {
        TestFrame frame = tcp();
        frame.tcp = false;
        frame.payload = new byte[10_000];
        byte[] whole = frame.superFrame();
        assertFalse(uncut.wrap(buffer(whole), HEADROOM, whole.length, 1_376));
    }

    @Test
    void shouldLeaveWholeWhatCannotBeCut() {
        TestFrame frame = tcp();
        frame.payload = new byte[10_000];
        byte[] whole = frame.superFrame();
        int headers = headers(frame);
        for (int mtu : new int[] {68, headers - 1, headers, headers + 7}) {
            if (mtu < headers + 8) {
                assertFalse(uncut.wrap(buffer(whole), HEADROOM, whole.length, mtu));
            }
        }
        assertTrue(uncut.wrap(buffer(whole), HEADROOM, whole.length, headers + 8));
    }

    /** As far as {@link LeftChecksum} has looked it makes sense; what is behind may be anything. */
    @Test
    void shouldStayInTheFrameWhateverTcpSays() {
        for (int i = 0; i < FRAMES; i++) {
            TestFrame frame = tcp();
            byte[] whole = frame.superFrame();
            int transport = 14 + headers(frame) - 20 - frame.tcpOptions.length;
            whole[transport + 12] = (byte) random.nextInt();
            if (uncut.wrap(buffer(whole), HEADROOM, whole.length, 68 + random.nextInt(1_500))) {
                for (int segment = 0; segment < uncut.count(); segment++) {
                    UnsafeBuffer to = new UnsafeBuffer(new byte[uncut.length(segment)]);
                    uncut.write(segment, to, 0);
                }
            }
        }
    }

    private static UnsafeBuffer buffer(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADROOM + frame.length]);
        buffer.putBytes(HEADROOM, frame);
        return buffer;
    }
}
