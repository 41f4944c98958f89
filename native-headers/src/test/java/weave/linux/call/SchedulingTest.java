package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import weave.linux.Errno;

class SchedulingTest {
    @Test
    void shouldBindTheCallingThreadAlone() throws Exception {
        String before = allowed();
        // The first processor of the list is one that this process may use.
        int processor = Integer.parseInt(before.split("[-,]")[0]);
        FutureTask<String> bound =
                new FutureTask<>(() -> {
                    assertEquals(0, Scheduling.bindTo(new CallState(), List.of(processor)));
                    return allowed();
                });
        Thread.ofPlatform().start(bound);

        assertEquals(Integer.toString(processor), bound.get());
        assertEquals(before, allowed());
    }

    @Test
    void shouldReturnNegativeErrnoWhenThereIsNoSuchProcessor() {
        List<Integer> none = List.of(Scheduling.CPU_SETSIZE - 1);

        assertEquals(-Errno.EINVAL, Scheduling.bindTo(new CallState(), none));
    }

    private static String allowed() throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.split("\\s+")[1])
                .findFirst()
                .orElseThrow();
    }
}
