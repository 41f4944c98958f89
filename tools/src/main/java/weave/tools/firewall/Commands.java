package weave.tools.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs of the host: whether they are there, and what they answer. */
final class Commands {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin");

    private Commands() {}

    /** Whether a program is installed. */
    static boolean exist(String name) {
        return folders().stream().anyMatch(folder -> Files.isExecutable(folder.resolve(name)));
    }

    /**
     * Runs a program to its end.
     *
     * @param input what it reads from stdin
     * @return what it wrote to stdout
     * @throws FirewallException if it cannot be started, fails, or takes too long
     */
    static String run(List<String> command, String input) {
        return run(command, input, TIMEOUT);
    }

    /** The same; what takes longer than {@code timeout} is ended, with what it has started. */
    static String run(List<String> command, String input, Duration timeout) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment()
                    .merge("PATH", String.join(":", SYSTEM_FOLDERS), (a, b) -> a + ":" + b);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            CompletableFuture<Void> end = endingAfter(timeout, process);
            CompletableFuture<String> errors = reading(process);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended before it had read all; its status tells why.
            }
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean hasEnded = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!hasEnded || !end.complete(null)) {
                throw new FirewallException(
                        command.getFirst() + " did not end within " + timeout.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new FirewallException(
                        String.join(" ", command) + ": " + lastLine(errors.join(), process));
            }
            return output;
        } catch (IOException e) {
            throw new FirewallException(command.getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while " + command.getFirst() + " ran");
        }
    }

    /** Ends it, unless the result is completed before: who reads from it might wait for ever. */
    private static CompletableFuture<Void> endingAfter(Duration timeout, Process process) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        end.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(_ -> {
                    List<ProcessHandle> children = process.descendants().toList();
                    // Not by the process itself, which would close what is being read.
                    process.toHandle().destroyForcibly();
                    children.forEach(ProcessHandle::destroyForcibly);
                    return null;
                });
        return end;
    }

    private static CompletableFuture<String> reading(Process process) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        text.complete(
                                new String(
                                        process.getErrorStream().readAllBytes(),
                                        StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        text.complete(e.getMessage());
                    }
                });
        return text;
    }

    private static String lastLine(String errors, Process process) {
        return errors.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> first.startsWith("Error occurred") ? first : second)
                .orElse("exit status " + process.exitValue());
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(":")) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        SYSTEM_FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
        return folders;
    }
}
