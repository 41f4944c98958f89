package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.linux.Errno;
import weave.linux.FileDescriptor;

class FilesTest {
    private final CallState state = new CallState();

    @Test
    void shouldReadWhatWasWritten(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("file");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            MemorySegment text = arena.allocateFrom("hello");
            int flags = Files.O_RDWR | Files.O_CREAT | Files.O_CLOEXEC;
            try (FileDescriptor file =
                    new FileDescriptor(
                            "create", Files.open(state, name.address(), flags, 0b110_000_000))) {
                assertEquals(5, Files.write(state, file.number(), text.address(), 5));
            }
            assertEquals("hello", java.nio.file.Files.readString(path, StandardCharsets.US_ASCII));

            MemorySegment into = arena.allocate(16);
            try (FileDescriptor file =
                    new FileDescriptor(
                            "open", Files.open(state, path.toString(), Files.O_RDONLY))) {
                assertEquals(5, Files.read(state, file.number(), into.address(), 16));
                assertEquals(0, Files.read(state, file.number(), into.address(), 16));
            }
            assertEquals("hello", into.getString(0));
        }
    }

    @Test
    void shouldReturnNegativeErrnoWhenRefused() {
        assertEquals(-Errno.ENOENT, Files.open(state, "/no/such/file", Files.O_RDONLY));
        assertEquals(-Errno.EBADF, Files.close(state, -1));
        assertEquals(-Errno.EBADF, Files.read(state, -1, 0, 0));
        assertEquals(-Errno.EBADF, Files.ioctl(state, -1, 0x5421, 0));
    }

    @Test
    void shouldSetFlagsWhenAskedByFcntl() {
        try (FileDescriptor event = new FileDescriptor("eventfd", Polling.eventfd(state, 0, 0))) {
            int before = Files.fcntl(state, event.number(), Files.F_GETFL, 0);
            assertEquals(Files.O_RDWR, before);

            assertEquals(
                    0,
                    Files.fcntl(state, event.number(), Files.F_SETFL, before | Files.O_NONBLOCK));

            assertEquals(
                    Files.O_RDWR | Files.O_NONBLOCK,
                    Files.fcntl(state, event.number(), Files.F_GETFL, 0));
        }
    }

    @Test
    void shouldCloseOnceOnlyWhenClosedTwice() {
        FileDescriptor first = new FileDescriptor("eventfd", Polling.eventfd(state, 0, 0));
        int number = first.number();
        first.close();
        try (FileDescriptor second =
                new FileDescriptor("dup", Files.fcntl(state, 0, Files.F_DUPFD_CLOEXEC, number))) {
            // The number is likely the second's by now.
            first.close();

            assertTrue(Files.fcntl(state, second.number(), Files.F_GETFL, 0) >= 0);
        }
    }
}
