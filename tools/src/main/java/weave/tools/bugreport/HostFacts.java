package weave.tools.bugreport;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this host tells of itself: files of the kernel and the output of common programs. */
final class HostFacts {
    private static final int OUTPUT_LENGTH_MAX = 16 << 20;
    private static final long PATIENCE_SECONDS = 20;
    private static final List<String> JVM_PROPERTIES =
            List.of("java.vm.name", "java.vm.version", "java.vendor", "java.home", "os.arch");

    /** The name in the archive, then the file. */
    private static final List<List<String>> FILES =
            List.of(
                    List.of("kernel/version", "/proc/version"),
                    List.of("kernel/modules", "/proc/modules"),
                    List.of("kernel/cpuinfo", "/proc/cpuinfo"),
                    List.of("kernel/meminfo", "/proc/meminfo"),
                    List.of("kernel/loadavg", "/proc/loadavg"),
                    List.of("kernel/net-dev", "/proc/net/dev"),
                    List.of("kernel/net-snmp", "/proc/net/snmp"),
                    List.of("kernel/net-netstat", "/proc/net/netstat"),
                    List.of("kernel/net-route", "/proc/net/route"),
                    List.of("kernel/net-arp", "/proc/net/arp"),
                    List.of("kernel/net-udp", "/proc/net/udp"),
                    List.of("kernel/net-tcp", "/proc/net/tcp"),
                    List.of("host/os-release", "/etc/os-release"));

    /** The name in the archive, then the command. */
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("host/ip-link", "ip", "-d", "-s", "link"),
                    List.of("host/ip-addr", "ip", "addr"),
                    List.of("host/ip-route", "ip", "route", "show", "table", "all"),
                    List.of("host/ip-rule", "ip", "rule"),
                    List.of("host/ip-neigh", "ip", "neigh"),
                    List.of("host/bridge-fdb", "bridge", "fdb"),
                    List.of("host/iptables", "iptables-save"),
                    List.of("host/nft", "nft", "list", "ruleset"),
                    List.of(
                            "host/journal",
                            "journalctl",
                            "-u",
                            "weaved",
                            "-n",
                            "2000",
                            "--no-pager"));

    private HostFacts() {}

    /** Takes the facts one by one. */
    interface Collector {
        void add(String name, String text) throws IOException;
    }

    static void collect(Collector into) throws IOException {
        into.add("host/jvm", jvm());
        for (List<String> file : FILES) {
            into.add(file.getFirst(), read(Path.of(file.getLast())));
        }
        for (List<String> command : COMMANDS) {
            into.add(command.getFirst(), run(command.subList(1, command.size())));
        }
    }

    private static String jvm() {
        StringBuilder text = new StringBuilder();
        for (String property : JVM_PROPERTIES) {
            text.append(property).append('=').append(System.getProperty(property)).append('\n');
        }
        return text.append("processors=")
                .append(Runtime.getRuntime().availableProcessors())
                .append('\n')
                .toString();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "cannot read " + file + ": " + e.getMessage() + "\n";
        }
    }

    /**
     * The end of a file, whole lines only: a part of a password would be recognised by nobody.
     *
     * @param lengthMax in bytes
     */
    static String tail(Path file, int lengthMax) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long skipped = Math.max(0, channel.size() - lengthMax);
            channel.position(skipped);
            String text =
                    new String(
                            Channels.newInputStream(channel).readNBytes(lengthMax),
                            StandardCharsets.UTF_8);
            return skipped == 0 ? text : text.substring(text.indexOf('\n') + 1);
        } catch (IOException e) {
            return "cannot read " + file + ": " + e.getMessage() + "\n";
        }
    }

    /** Output and complaints of a program, or why there are none. */
    private static String run(List<String> command) {
        String line = String.join(" ", command);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            Thread watchdog = Thread.ofVirtual().start(() -> endLate(process));
            byte[] output = process.getInputStream().readNBytes(OUTPUT_LENGTH_MAX);
            process.destroy();
            watchdog.interrupt();
            return new String(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return line + ": not run: " + e.getMessage() + "\n";
        }
    }

    private static void endLate(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
