package weave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the compiler and the formatter do not see: the house's own rules about source files. */
class TidyTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int COLUMNS_MAX = 100;

    // Put together here, so that this file does not find itself.
    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.$}/])/(wo" + "rk|ho" + "me|ro" + "ot|far" + "m)/");

    /** What waits, logs, allocates or hides a loop: none of it where frames pass. */
    private static final Pattern COLD =
            Pattern.compile(
                    "\\bsynchronized\\b|\\bvolatile\\b|System\\.Logger|\\bLOG(GER)?\\b"
                            + "|String\\.format|\\.formatted\\(|\\.stream\\(|java\\.util\\.stream"
                            + "|\\bOptional\\b");

    private static final Path TOP = top();
    private static final List<Path> SOURCES = new ArrayList<>();

    private static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("LICENSE"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    @BeforeAll
    static void findSources() throws IOException {
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path module : modules.filter(path -> Files.exists(path.resolve("src"))).toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(SOURCES::add);
                }
            }
        }
        assertTrue(SOURCES.size() > 50, SOURCES.toString());
    }

    @Test
    void shouldKeepFilesShort() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : SOURCES) {
            int lines = lines(source).size();
            if (lines > FILE_LINES_MAX) {
                found.add(TOP.relativize(source) + " has " + lines + " lines");
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void shouldKeepLinesShort() throws IOException {
        assertEquals(List.of(), linesWhere(SOURCES, line -> line.length() > COLUMNS_MAX));
    }

    @Test
    void shouldLeaveNothingUnfinished() throws IOException {
        assertEquals(List.of(), linesWhere(SOURCES, line -> UNFINISHED.matcher(line).find()));
    }

    @Test
    void shouldNameNoMachinesPaths() throws IOException {
        assertEquals(List.of(), linesWhere(SOURCES, line -> MACHINE_PATH.matcher(line).find()));
    }

    @Test
    void shouldIntroduceEveryPackage() {
        Set<String> missing = new HashSet<>();
        for (Path source : SOURCES) {
            Path folder = source.getParent();
            if (isMain(source)
                    && !source.endsWith("module-info.java")
                    && !Files.exists(folder.resolve("package-info.java"))) {
                missing.add(TOP.relativize(folder).toString());
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void shouldKeepHotPackagesHot() throws IOException {
        List<Path> hot = new ArrayList<>();
        for (Path source : SOURCES) {
            Path introduction = source.resolveSibling("package-info.java");
            if (isMain(source)
                    && Files.exists(introduction)
                    && Files.readString(introduction).contains("HOT")
                    && !source.equals(introduction)) {
                hot.add(source);
            }
        }
        assertTrue(hot.size() > 10, "hot files: " + hot);
        assertEquals(
                List.of(),
                linesWhere(
                        hot,
                        line ->
                                !line.strip().startsWith("*")
                                        && !line.strip().startsWith("/")
                                        && COLD.matcher(line).find()));
    }

    private static boolean isMain(Path source) {
        return TOP.relativize(source).toString().contains("/src/main/");
    }

    private static List<String> linesWhere(List<Path> sources, Predicate<String> condition)
            throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            int number = 0;
            for (String line : lines(source)) {
                number++;
                if (condition.test(line)) {
                    found.add(TOP.relativize(source) + ":" + number + ": " + line.strip());
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path source) throws IOException {
        return Files.readAllLines(source, StandardCharsets.UTF_8);
    }
}
