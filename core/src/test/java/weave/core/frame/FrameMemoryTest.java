package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import weave.testkit.Privileged;

final class FrameMemoryTest {
    private static final Path RESERVED =
            Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");

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
    void shouldHoldTheSameInHugePagesWhateverTheKernelHas() {
        try (FrameMemory memory = new FrameMemory(64, 66 * 1024, true)) {
            assertEquals(64 * 66 * 1024, memory.buffer().capacity());
            if (memory.pages() != PageKind.SMALL) {
                assertEquals(0, memory.address(0) % (2 * 1024 * 1024));
            }
            assertEquals(0, memory.buffer().getByte(memory.offset(63) + 66 * 1024 - 1));
            memory.buffer().putByte(memory.offset(63) + 66 * 1024 - 1, (byte) 42);
        }
    }

    @Test
    void shouldTakePagesOnlyWhenTheyAreWritten() throws Exception {
        int length = 512 * 1024 * 1024;
        long before = rollupKib("Rss");
        try (FrameMemory memory = FrameMemory.onDemand(length)) {
            assertEquals(length, memory.buffer().capacity());
            memory.buffer().putByte(length - 1, (byte) 42);
            assertEquals(42, memory.segment().get(ValueLayout.JAVA_BYTE, length - 1));
            assertEquals(0, memory.buffer().getByte(length / 2));
            assertTrue(rollupKib("Rss") - before < length / 1024 / 2);
        }
    }

    @Test
    @Privileged
    void shouldTakeReservedPagesFirst() throws Exception {
        String reserved = Files.readString(RESERVED).strip();
        Files.writeString(RESERVED, Integer.toString(Integer.parseInt(reserved) + 4));
        try (FrameMemory memory = new FrameMemory(64, 66 * 1024, true)) {
            assertEquals(PageKind.HUGE, memory.pages());
            assertTrue(rollupKib("Private_Hugetlb") >= 6 * 1024, "three pages of 2 MB");
        } finally {
            Files.writeString(RESERVED, reserved);
        }
        assertEquals(0, rollupKib("Private_Hugetlb"));
    }

    private static long rollupKib(String field) throws Exception {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
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
