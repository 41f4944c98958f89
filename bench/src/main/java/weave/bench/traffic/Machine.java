package weave.bench.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that the whole machine has used: whoever else is at work counts too. */
final class Machine {
    private static final Path STAT = Path.of("/proc/stat");

    /** What proc_stat(5) counts in, on every architecture. */
    private static final double TICKS_PER_SECOND = 100;

    /** user, nice, system, irq, softirq; idle, iowait and steal are nobody's work. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    private Machine() {}

    static double cpuSeconds() {
        try {
            String[] fields = Files.readAllLines(STAT).getFirst().split(" +");
            long ticks = 0;
            for (int field : BUSY) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
