package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Privileged;

/** What training left in the distribution, in another folder than that it was made in. */
@Privileged
class TrainedIT {
    private static final String USED = "Using AOT-linked classes: true";

    @TempDir private Path folder;
    private Path copy;

    @BeforeEach
    void copyTheDistribution() throws IOException {
        copy = folder.resolve("a copy");
        try (Stream<Path> files = Files.walk(Host.DIST)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        copy.resolve(Host.DIST.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"weaved", "weave"})
    void shouldUseWhatWasLearnedWhenTheFolderWasCopied(String program) throws Exception {
        String out = run(program, "-Xlog:aot:stdout");
        assertTrue(out.contains(USED), out);
        assertTrue(out.contains("0.1.0"), out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weaved", "weave"})
    void shouldSayNothingWhenItDoesNotFit(String program) throws Exception {
        Path cache = copy.resolve("cache").resolve(program + ".aot");
        byte[] whole = Files.readAllBytes(cache);
        String right = run(program, "");
        Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
        assertEquals(right, run(program, ""), "cut off");
        Files.write(cache, new byte[whole.length]);
        assertEquals(right, run(program, ""), "zeros");
        Files.write(cache, new byte[0]);
        assertEquals(right, run(program, ""), "empty");
        Files.delete(cache);
        assertEquals(right, run(program, ""), "none");
    }

    @Test
    void shouldSayNothingWhenTheJarsAreOthers() throws Exception {
        String right = run("weaved", "");
        try (Stream<Path> jars = Files.list(copy.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(0));
            }
        }
        assertEquals(right, run("weaved", ""));
    }

    /** What it prints on both streams. */
    private String run(String program, String options) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(copy.resolve("bin").resolve(program).toString(), "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("WEAVED_JAVA_OPTS", options);
        builder.start().waitFor();
        return Files.readString(output);
    }
}
