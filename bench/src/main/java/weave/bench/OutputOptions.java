package weave.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import weave.bench.lab.BenchException;
import weave.bench.report.Environment;
import weave.bench.report.Json;
import weave.bench.report.Report;

/** Where results go: text to stdout, progress to stderr, JSON where it is wanted. */
final class OutputOptions {
    private static final String STDOUT = "-";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--json",
            paramLabel = "<file>",
            description = "Also write the results as JSON; - for stdout, then text goes to stderr.")
    private String json;

    /**
     * Looks before anything is measured whether the results can be written afterwards.
     *
     * @throws BenchException if not
     */
    void check() {
        if (json == null || json.equals(STDOUT)) {
            return;
        }
        Path file = Path.of(json).toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new BenchException("--json: cannot write " + json + ": it is a folder");
        }
        if (!Files.exists(file) && !Files.isDirectory(file.getParent())) {
            throw new BenchException("--json: cannot write " + json + ": no such folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : file.getParent())) {
            throw new BenchException("--json: cannot write " + json + ": permission denied");
        }
    }

    /** For people. */
    PrintWriter text() {
        CommandLine line = command.commandLine();
        return STDOUT.equals(json) ? line.getErr() : line.getOut();
    }

    void progress(String line) {
        command.commandLine().getErr().println("# " + line);
    }

    /** Writes what was measured, if somebody wants it. */
    void write(Environment environment, Object results) {
        if (json == null) {
            return;
        }
        List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
        Report report = new Report(String.join(" ", arguments), environment, results);
        String rendered = Json.render(report) + "\n";
        if (json.equals(STDOUT)) {
            command.commandLine().getOut().print(rendered);
            return;
        }
        try {
            Files.writeString(Path.of(json), rendered, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchException("--json: cannot write " + e.getMessage());
        }
    }
}
