package weave.bench.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import weave.bench.lab.Commands;

/** Which processor the calling thread runs on, set by taskset(1) where that is installed. */
final class Affinity {
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final String PROGRAM = "taskset";

    private Affinity() {}

    static void pinToFirst() {
        pinTo(0);
    }

    static void pinToLast() {
        pinTo(Runtime.getRuntime().availableProcessors() - 1);
    }

    /** Where it cannot be done the scheduler chooses. */
    private static void pinTo(int processor) {
        if (!Commands.exists(PROGRAM)) {
            return;
        }
        try {
            String thread = Files.readSymbolicLink(SELF).getFileName().toString();
            Commands.run(List.of(PROGRAM, "-pc", Integer.toString(processor), thread));
        } catch (IOException e) {
            throw new AssertionError("a thread has a number", e);
        }
    }
}
