package weave.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LinuxExceptionTest {
    @Test
    void shouldSayWhatAndWhyWhenResultIsNegative() {
        LinuxException refused =
                assertThrows(
                        LinuxException.class,
                        () -> LinuxException.check("bind(AF_INET 10.0.0.1:6783)", -98));

        assertEquals(
                "bind(AF_INET 10.0.0.1:6783): EADDRINUSE (98) Address already in use",
                refused.getMessage());
        assertEquals(Errno.EADDRINUSE, refused.errno());
        assertEquals("bind(AF_INET 10.0.0.1:6783)", refused.operation());
    }

    @Test
    void shouldReturnResultWhenItIsNone() {
        assertEquals(7, LinuxException.check("read", 7));
        assertEquals(1L << 40, LinuxException.check("mmap", 1L << 40));
    }

    @Test
    void shouldStillSayTheNumberWhenErrnoIsUnknown() {
        assertEquals("open: errno 4711", new LinuxException("open", 4711).getMessage());
        assertEquals("errno 0", Errno.name(0));
        assertEquals("errno -5", Errno.name(-5));
        assertEquals("EHWPOISON", Errno.name(133));
    }
}
