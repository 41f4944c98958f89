package weave.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {
    @Test
    void shouldSayInWordsWhatTheExceptionSaysByItsType() {
        assertEquals(
                "cannot write /proc/x: no such file or directory",
                explained(new NoSuchFileException("/proc/x")));
        assertEquals(
                "cannot write /x: permission denied: run as root, or choose --db-prefix",
                explained(new AccessDeniedException("/x")));
        assertEquals(
                "cannot write /x: read-only file system",
                explained(new FileSystemException("/x", null, "Read-only file system")));
        assertEquals("a reason", FileTrouble.reason(new IOException("a reason")));
    }

    private static String explained(FileSystemException e) {
        return FileTrouble.explained("cannot write", "--db-prefix", e).getMessage();
    }
}
