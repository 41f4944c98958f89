package weave.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.gossip.store.StateStore;
import weave.tools.log.CapturedLog;

class AttendanceTest {
    @TempDir private Path folder;

    @Test
    void shouldNotComplainWhenTheDaemonEnds() throws IOException {
        StateStore store = StateStore.open(folder + "/w");
        Attendance attendance = new Attendance(store, AddressPool.none(), NameRegistry.none());
        try (CapturedLog log = new CapturedLog()) {
            Thread.currentThread().interrupt();
            attendance.attached("box", 1);
            assertTrue(Thread.interrupted());
            assertEquals("", log.text());
        }
    }
}
