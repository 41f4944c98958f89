package weave.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Other programs, run to their end. */
public final class Commands {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final List<String> FURTHER_FOLDERS =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    /** What a command left: its exit status and what it wrote. */
    public record Result(int exit, String stdout, String stderr) {}

    private Commands() {}

    /** Whether a program is installed; a name with a slash is a path. */
    public static boolean exists(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        List<String> folders = new ArrayList<>(FURTHER_FOLDERS);
        folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        return folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs a command and returns what it wrote to stdout; it must succeed. */
    public static String output(String... command) {
        Result result = run(List.of(command));
        if (result.exit != 0) {
            throw new BenchException(
                    String.join(" ", command)
                            + ": exit status "
                            + result.exit
                            + ": "
                            + oneLine(result.stderr + " " + result.stdout));
        }
        return result.stdout;
    }

    /** Runs a command, whatever its exit status. */
    public static Result run(List<String> command) {
        try {
            return finish(new ProcessBuilder(command).start(), command);
        } catch (IOException e) {
            throw new BenchException(oneLine(e.getMessage()));
        }
    }

    /**
     * Runs a command that may leave others behind: its output goes to a file, whose text is the
     * result's, so that nobody waits for an end of the output that never comes.
     */
    public static Result runDetached(List<String> command, Path log) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            Result result = finish(process, command);
            return new Result(result.exit, oneLine(Files.readString(log)), "");
        } catch (IOException e) {
            throw new BenchException(oneLine(e.getMessage()));
        }
    }

    private static Result finish(Process process, List<String> command) throws IOException {
        process.getOutputStream().close();
        FutureTask<String> stdout = reading(process.getInputStream());
        FutureTask<String> stderr = reading(process.getErrorStream());
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                end(process);
                throw new BenchException(
                        "did not end within "
                                + TIMEOUT.toSeconds()
                                + " s: "
                                + String.join(" ", command));
            }
            return new Result(process.exitValue(), stdout.get(), stderr.get());
        } catch (InterruptedException | ExecutionException e) {
            end(process);
            throw new BenchException(String.join(" ", command) + ": " + e.getMessage());
        }
    }

    /** Ends a process and its children, with no chance to say anything. */
    static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static String oneLine(String text) {
        return String.valueOf(text).strip().replaceAll("\\s*[\r\n]+\\s*", "; ");
    }

    private static FutureTask<String> reading(InputStream from) {
        FutureTask<String> text =
                new FutureTask<>(() -> new String(from.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(text);
        return text;
    }
}
