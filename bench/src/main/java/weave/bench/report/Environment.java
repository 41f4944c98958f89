package weave.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The machine that figures are of: without it they say nothing.
 *
 * @param governor of the first processor's frequency, or "unknown", as in most virtual machines
 * @param load of the last 1, 5 and 15 minutes: who else was at work
 * @param flags of this JVM
 */
public record Environment(
        String time,
        String kernel,
        String cpu,
        int cores,
        String governor,
        String load,
        String jvm,
        List<String> flags) {
    private static final String UNKNOWN = "unknown";
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path GOVERNOR =
            Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

    public static Environment current() {
        return new Environment(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch"),
                cpuModel(read(CPU_INFO)),
                Runtime.getRuntime().availableProcessors(),
                read(GOVERNOR),
                loadOf(read(LOAD)),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** Whether others had more than half of the processors at work in the last minute. */
    public boolean isBusy() {
        return !load.equals(UNKNOWN) && Double.parseDouble(load.split(" ")[0]) > cores / 2.0;
    }

    /** The same for a reader, one fact a line. */
    public String text() {
        return String.join(
                "\n",
                "time     " + time,
                "kernel   " + kernel,
                "cpu      " + cores + " x " + cpu + ", governor " + governor + ", load " + load,
                "jvm      " + jvm,
                "flags    " + String.join(" ", flags));
    }

    /** The first model name in the text of {@code /proc/cpuinfo}. */
    static String cpuModel(String cpuInfo) {
        return cpuInfo.lines()
                .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static String loadOf(String text) {
        String[] fields = text.split(" ");
        return fields.length < 3 ? UNKNOWN : fields[0] + " " + fields[1] + " " + fields[2];
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
