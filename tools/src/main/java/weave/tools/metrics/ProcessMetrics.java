package weave.tools.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import weave.tools.report.Version;

/** The daemon as a process, under the names that every program's exporter uses, and its JVM. */
public final class ProcessMetrics implements MetricGroup {
    private static final double MILLIS = 1e-3;
    private static final double NANOS = 1e-9;
    private static final Path SELF = Path.of("/proc/self");

    private static final Series INFO =
            Series.gauge("weave_build_info", "Always 1; tells the version.", "version");
    private static final Series CPU =
            Series.counter(
                    "process_cpu_seconds_total", "User and system CPU time spent, in seconds.");
    private static final Series RESIDENT =
            Series.gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
    private static final Series OPEN_FILES =
            Series.gauge("process_open_fds", "Number of open file descriptors.");
    private static final Series STARTED =
            Series.gauge(
                    "process_start_time_seconds", "Start time since the Unix epoch in seconds.");
    private static final Series HEAP =
            Series.gauge("jvm_memory_used_bytes", "Used bytes of a JVM memory area.", "area");
    private static final Series COLLECTIONS =
            Series.counter("jvm_gc_collections_total", "Garbage collections.", "gc");
    private static final Series COLLECTION_SECONDS =
            Series.counter(
                    "jvm_gc_collection_seconds_total",
                    "Time spent in garbage collections, in seconds.",
                    "gc");
    private static final Series THREADS =
            Series.gauge("jvm_threads_current", "Platform threads alive.");

    private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    private final String version = Version.current();

    @Override
    public String title() {
        return "Process";
    }

    @Override
    public List<Series> series() {
        return List.of(
                INFO,
                CPU,
                RESIDENT,
                OPEN_FILES,
                STARTED,
                HEAP,
                COLLECTIONS,
                COLLECTION_SECONDS,
                THREADS);
    }

    @Override
    public void collect(Samples samples) {
        samples.add(INFO, 1, version);
        Optional<Duration> cpu = ProcessHandle.current().info().totalCpuDuration();
        cpu.ifPresent(spent -> samples.add(CPU, spent.toNanos() * NANOS));
        residentBytes().ifPresent(bytes -> samples.add(RESIDENT, bytes));
        openFiles().ifPresent(count -> samples.add(OPEN_FILES, count));
        samples.add(STARTED, runtime.getStartTime() * MILLIS);
        var memory = ManagementFactory.getMemoryMXBean();
        addMemory(samples, "heap", memory.getHeapMemoryUsage());
        addMemory(samples, "nonheap", memory.getNonHeapMemoryUsage());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            samples.add(COLLECTIONS, collector.getCollectionCount(), collector.getName());
            samples.add(
                    COLLECTION_SECONDS,
                    collector.getCollectionTime() * MILLIS,
                    collector.getName());
        }
        samples.add(THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static void addMemory(Samples samples, String area, MemoryUsage usage) {
        samples.add(HEAP, usage.getUsed(), area);
    }

    /** The line {@code VmRSS: 12345 kB} of proc(5)'s status. */
    private static Optional<Long> residentBytes() {
        try (Stream<String> lines = Files.lines(SELF.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Long> openFiles() {
        try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
            return Optional.of(files.count());
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
