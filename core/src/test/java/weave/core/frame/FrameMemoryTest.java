package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class FrameMemoryTest {
    @Test
    void shouldShowTheSameBytesAsSegmentBufferAndAddress() {
        try (FrameMemory memory = new FrameMemory(4, 2048)) {
            assertEquals(0, memory.address(0) % 4096);
            assertEquals(memory.address(0) + 6144, memory.address(memory.offset(3)));
            assertEquals(4 * 2048, memory.segment().byteSize());
            assertEquals(4 * 2048, memory.buffer().capacity());
            memory.buffer().putByte(memory.offset(1) + 5, (byte) 42);
            assertEquals(42, memory.segment().get(ValueLayout.JAVA_BYTE, 2048 + 5));
        }
    }

    @Test
    void shouldKeepFramesInOrderUntilFull() {
        FrameBatch batch = new FrameBatch(2);
        batch.append(100, 60);
        assertFalse(batch.isFull());
        batch.append(200, 70);
        assertTrue(batch.isFull());
        assertEquals(2, batch.count());
        assertEquals(100, batch.offset(0));
        assertEquals(70, batch.length(1));
        batch.clear();
        assertEquals(0, batch.count());
    }
}
