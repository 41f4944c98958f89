package weave.bench.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a carrier, and the processor time that they have used. */
public final class Daemons {
    private static final double NANOS = 1e9;

    private final List<Long> pids;

    public Daemons(List<Long> pids) {
        this.pids = List.copyOf(pids);
    }

    public List<Long> pids() {
        return pids;
    }

    public int count() {
        return pids.size();
    }

    /** Whether all of them still run. */
    public boolean areAlive() {
        return pids.stream().allMatch(pid -> Files.exists(Path.of("/proc/" + pid)));
    }

    /** Seconds that their present threads have been on a processor, in user and kernel. */
    public double cpuSeconds() {
        return pids.stream().mapToLong(Daemons::cpuNanos).sum() / NANOS;
    }

    private static long cpuNanos(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToLong(thread -> threadNanos(thread.resolve("schedstat"))).sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The first number of proc_pid_schedstat(5). */
    private static long threadNanos(Path file) {
        try {
            return Long.parseLong(Files.readString(file).split(" ", 2)[0]);
        } catch (IOException gone) {
            return 0;
        }
    }
}
