package weave.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles the programs in C that come along as sources. */
public final class CCompiler {
    /** What it is called. */
    public static final String NAME = "cc";

    private static final List<String> FLAGS = List.of("-std=gnu11", "-O2", "-Wall", "-Wextra");

    private CCompiler() {}

    /**
     * Leaves source and program in a folder; the compiler may say nothing.
     *
     * @param owner beside which the source lies
     * @param program its name, and that of its source without {@code .c}
     */
    public static Path compile(
            Class<?> owner, String program, Path folder, String... furtherFlags) {
        Path source = folder.resolve(program + ".c");
        Path compiled = folder.resolve(program);
        try (InputStream packed = owner.getResourceAsStream(program + ".c")) {
            Files.copy(packed, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>();
        command.add(NAME);
        command.addAll(FLAGS);
        command.addAll(List.of(furtherFlags));
        command.addAll(List.of("-o", compiled.toString(), source.toString()));
        Commands.output(command.toArray(String[]::new));
        return compiled;
    }
}
