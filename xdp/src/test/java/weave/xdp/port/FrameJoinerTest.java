package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

class FrameJoinerTest {
    private static final int PIECE_AT = 0;
    private static final int PIECE_MAX = 100;
    private static final int BLOCK = 128;
    private static final int LENGTH_MAX = 1000;
    private static final int BLOCK_LENGTH = 3 * LENGTH_MAX;

    private final Random random = new Random(Seed.next(FrameJoinerTest.class));
    private final byte[] memory = new byte[BLOCK + BLOCK_LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final FrameJoiner joiner = new FrameJoiner(buffer, BLOCK, BLOCK_LENGTH, LENGTH_MAX);

    /** A finished frame, which must lie there as it was until the batch ends. */
    private record Finished(int offset, byte[] bytes) {}

    private final List<Finished> batch = new ArrayList<>();

    @Test
    void shouldJoinFramesWhereverBatchesEnd() {
        int joined = 0;
        int tooLong = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = new byte[PIECE_MAX + 1 + random.nextInt(LENGTH_MAX)];
            random.nextBytes(frame);
            int offset = join(frame);
            if (frame.length > LENGTH_MAX) {
                assertEquals(-1, offset);
                tooLong++;
            } else {
                assertEquals(frame.length, joiner.length());
                batch.add(new Finished(offset, frame));
                joined++;
            }
            assertBatchIsThere();
        }
        assertTrue(joined > 1000 && tooLong > 1000, joined + " and " + tooLong);
    }

    private int join(byte[] frame) {
        int at = 0;
        while (true) {
            if (random.nextInt(20) == 0 || !joiner.hasRoom()) {
                batch.clear();
                joiner.begin();
            }
            int length = Math.min(1 + random.nextInt(PIECE_MAX), frame.length - at);
            buffer.putBytes(PIECE_AT, frame, at, length);
            assertEquals(at > 0, joiner.isOpen());
            at += length;
            if (at == frame.length) {
                return joiner.finish(PIECE_AT, length);
            }
            joiner.add(PIECE_AT, length);
        }
    }

    private void assertBatchIsThere() {
        for (Finished frame : batch) {
            int end = frame.offset + frame.bytes.length;
            assertTrue(frame.offset >= BLOCK && end <= memory.length);
            assertArrayEquals(frame.bytes, Arrays.copyOfRange(memory, frame.offset, end));
        }
    }

    @Test
    void shouldGiveUpEveryLongFrameWhenThereIsNoRoom() {
        FrameJoiner none = new FrameJoiner(buffer, 0, 0, 0);
        for (int i = 0; i < 3; i++) {
            assertTrue(none.hasRoom());
            none.add(PIECE_AT, 50);
            assertTrue(none.isOpen());
            assertEquals(-1, none.finish(PIECE_AT, 50));
            assertFalse(none.isOpen());
            none.begin();
        }
    }
}
