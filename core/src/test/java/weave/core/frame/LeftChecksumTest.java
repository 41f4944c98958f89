package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

final class LeftChecksumTest {
    private static final int FRAMES = 500;
    private static final int UNTAGGED = 12;
    private static final int BEFORE = 3;

    private final Random random = new Random(Seed.next(LeftChecksumTest.class));

    private TestFrame frame() {
        TestFrame frame = TestFrame.random(random);
        frame.macsAndTags = Arrays.copyOf(frame.macsAndTags, UNTAGGED);
        if (!frame.ipv4) {
            frame.ipOptions = new byte[0];
        }
        frame.payload = Arrays.copyOf(frame.payload, random.nextInt(1_400));
        return frame;
    }

    private static int transport(TestFrame frame) {
        return UNTAGGED + 2 + (frame.ipv4 ? 20 : 40) + frame.ipOptions.length;
    }

    /** What a kernel writes that leaves the rest to a card. */
    private static byte[] unfinished(TestFrame frame, byte[] complete) {
        int transport = transport(frame);
        int protocol = frame.tcp ? 6 : 17;
        int sum = Checksum.add(TestFrame.slowSum(frame.addresses), protocol);
        int pseudo = Checksum.add(sum, complete.length - transport);
        byte[] unfinished = complete.clone();
        int field = transport + (frame.tcp ? 16 : 6);
        unfinished[field] = (byte) (pseudo >>> 8);
        unfinished[field + 1] = (byte) pseudo;
        return unfinished;
    }

    @Test
    void shouldFinishWhatWasLeft() {
        for (int i = 0; i < FRAMES; i++) {
            TestFrame frame = frame();
            byte[] complete = frame.superFrame();
            UnsafeBuffer buffer = buffer(unfinished(frame, complete), random.nextInt(40));
            int length = buffer.capacity() - BEFORE;
            assertTrue(LeftChecksum.complete(buffer, BEFORE, length));
            assertArrayEquals(complete, bytes(buffer, complete.length));
        }
    }

    @Test
    void shouldLeaveIntactFramesAsTheyAre() {
        for (int i = 0; i < FRAMES; i++) {
            byte[] complete = TestFrame.random(random).superFrame();
            UnsafeBuffer buffer = buffer(complete, 0);
            LeftChecksum.complete(buffer, BEFORE, complete.length);
            assertArrayEquals(complete, bytes(buffer, complete.length));
        }
    }

    @Test
    void shouldLeaveFragmentsAndWhatIsCutOffAlone() {
        for (int i = 0; i < FRAMES; i++) {
            TestFrame frame = frame();
            byte[] unfinished = unfinished(frame, frame.superFrame());
            int length = UNTAGGED + 2 + random.nextInt(unfinished.length - UNTAGGED - 2);
            UnsafeBuffer cutOff = buffer(Arrays.copyOf(unfinished, length), 0);
            assertFalse(LeftChecksum.complete(cutOff, BEFORE, length));
            if (frame.ipv4) {
                unfinished[UNTAGGED + 2 + 6] |= 0x20;
                UnsafeBuffer fragment = buffer(unfinished, 0);
                assertFalse(LeftChecksum.complete(fragment, BEFORE, unfinished.length));
            }
        }
    }

    @Test
    void shouldStayInTheFrameWhateverItHolds() {
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = TestFrame.bytes(random, 14 + random.nextInt(80));
            bytes[12] = (byte) (random.nextBoolean() ? 0x08 : 0x86);
            bytes[13] = (byte) (bytes[12] == 8 ? 0 : 0xDD);
            // The buffer checks its bounds, and there is nothing behind.
            LeftChecksum.complete(buffer(bytes, 0), BEFORE, bytes.length);
        }
    }

    private static UnsafeBuffer buffer(byte[] frame, int padding) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[BEFORE + frame.length + padding]);
        buffer.putBytes(BEFORE, frame);
        return buffer;
    }

    private static byte[] bytes(UnsafeBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(BEFORE, bytes);
        return bytes;
    }
}
