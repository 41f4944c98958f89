package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import weave.linux.Errno;
import weave.linux.LinuxException;

class MemoryTest {
    private static final long LENGTH = 1 << 16;

    /** {@code MADV_NORMAL}: no kernel is without it. */
    private static final int NORMAL = 0;

    private final CallState state = new CallState();

    @Test
    void shouldHoldWhatIsWrittenWhenMapped() {
        int protection = Memory.PROT_READ | Memory.PROT_WRITE;
        int flags = Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS;
        long address =
                LinuxException.check(
                        "mmap", Memory.mmap(state, 0, LENGTH, protection, flags, -1, 0));
        MemorySegment memory = Memory.segment(address, LENGTH);
        assertEquals(LENGTH, memory.byteSize());
        memory.set(ValueLayout.JAVA_LONG, LENGTH - 8, 42);
        assertEquals(42, memory.get(ValueLayout.JAVA_LONG, LENGTH - 8));

        assertEquals(0, Memory.munmap(state, address, LENGTH));
    }

    @Test
    void shouldReturnNegativeErrnoWhenRefused() {
        int flags = Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS;

        assertEquals(-Errno.EINVAL, Memory.mmap(state, 0, 0, 0, flags, -1, 0));
    }

    @Test
    void shouldTakeAdviceOnWhatIsMapped() {
        int protection = Memory.PROT_READ | Memory.PROT_WRITE;
        int flags = Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS;
        long address =
                LinuxException.check(
                        "mmap", Memory.mmap(state, 0, LENGTH, protection, flags, -1, 0));
        assertEquals(0, Memory.madvise(state, address, LENGTH, NORMAL));
        assertEquals(0, Memory.munmap(state, address, LENGTH));

        assertEquals(-Errno.ENOMEM, Memory.madvise(state, address, LENGTH, NORMAL));
    }
}
