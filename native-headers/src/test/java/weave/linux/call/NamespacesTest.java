package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.testkit.Privileged;

class NamespacesTest {
    private static final Path CURRENT = Path.of("/proc/thread-self/ns/net");

    private final CallState state = new CallState();

    @Test
    @Privileged
    @Timeout(60)
    void shouldLeaveAndComeBackWhenAThreadSaysSo() throws Exception {
        FutureTask<Void> task =
                new FutureTask<>(() -> {
                    Path before = java.nio.file.Files.readSymbolicLink(CURRENT);
                    try (FileDescriptor home =
                            new FileDescriptor("open", Namespaces.openCurrent(state))) {
                        int type = Namespaces.CLONE_NEWNET;
                        assertEquals(0, Namespaces.unshare(state, type));
                        assertNotEquals(before, java.nio.file.Files.readSymbolicLink(CURRENT));
                        assertEquals(0, Namespaces.setns(state, home.number(), type));
                        assertEquals(before, java.nio.file.Files.readSymbolicLink(CURRENT));
                    }
                    return null;
                });
        Thread.ofPlatform().start(task);
        task.get();
    }

    @Test
    void shouldReturnNegativeErrnoWhenThereIsNone() {
        assertEquals(-Errno.ENOENT, Namespaces.openNamed(state, "no-such-namespace"));
    }
}
