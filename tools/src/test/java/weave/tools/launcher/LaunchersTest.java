package weave.tools.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real launchers with JDKs that only tell how they were called. */
class LaunchersTest {
    private static final Path SOURCE = Path.of("src/main/dist").toAbsolutePath();

    @TempDir private Path folder;
    private Path dist;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void unpack() throws IOException {
        dist = folder.resolve("a dist");
        for (String file :
                List.of("bin/weaved", "bin/weave", "bin/weave-bench", "libexec/java.sh")) {
            Files.createDirectories(dist.resolve(file).getParent());
            Files.copy(SOURCE.resolve(file), dist.resolve(file));
            dist.resolve(file).toFile().setExecutable(true);
        }
        environment.put("WEAVED_JVM_DIR", folder.resolve("jvm").toString());
        environment.put("WEAVED_OPT_DIR", folder.resolve("opt").toString());
        environment.put("PATH", onlyTools());
    }

    @ParameterizedTest
    @ValueSource(strings = {"weaved", "weave", "weave-bench"})
    void shouldFindAJdkAmongOthers(String program) throws Exception {
        jdk("jvm/java-17", "17.0.15");
        jdk("jvm/java-25", "25.0.3");
        Outcome outcome = run(program, "a b", "");
        assertEquals(0, outcome.status, outcome.err);
        assertTrue(outcome.out.startsWith("jdk: 25.0.3\n"), outcome.out);
        assertTrue(outcome.out.endsWith("argument: a b\nargument: \n"), outcome.out);
        assertTrue(outcome.out.contains(dist + "/lib"), outcome.out);
        assertEquals("", outcome.err);
    }

    @Test
    void shouldPreferTheWishOfTheOperator() throws Exception {
        jdk("jvm/java-25", "25.0.3");
        environment.put("JAVA_HOME", jdk("mine", "26-ea"));
        assertTrue(run("weave").out.startsWith("jdk: 26-ea\n"));
        environment.put("WEAVED_JAVA_HOME", jdk("really mine", "27"));
        assertTrue(run("weave").out.startsWith("jdk: 27\n"));
    }

    @Test
    void shouldPassOverWhatIsTooOldOrNoJdk() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "1.8.0_412"));
        Files.createDirectories(folder.resolve("jvm/empty"));
        Files.createDirectories(folder.resolve("jvm/broken"));
        Files.writeString(folder.resolve("jvm/broken/release"), "JAVA_VERSION=\"99\"\n");
        jdk("jvm/nonsense", "soon");
        jdk("opt/jdk", "25");
        assertTrue(run("weave").out.startsWith("jdk: 25\n"));
    }

    @Test
    void shouldFollowJavaOnThePath() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of(jdk("real", "25.1"), "bin", "java"));
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        assertTrue(run("weave").out.startsWith("jdk: 25.1\n"));
    }

    @Test
    void shouldSayInOneLineWhatToInstallWhenThereIsNone() throws Exception {
        environment.put("JAVA_HOME", "");
        environment.put("WEAVED_JAVA_HOME", "");
        jdk("jvm/java-17", "17.0.15");
        Outcome outcome = run("weaved");
        assertEquals(1, outcome.status);
        assertEquals("", outcome.out);
        assertEquals(
                "weaved: needs Java 25 or later: install a JDK, such as Debian's"
                        + " openjdk-25-jre-headless, or set WEAVED_JAVA_HOME\n",
                outcome.err);
    }

    @Test
    void shouldSayThatTheWishedForJdkWillNotDo() throws Exception {
        jdk("jvm/java-25", "25.0.3");
        environment.put("WEAVED_JAVA_HOME", "/nowhere");
        Outcome outcome = run("weaved");
        assertEquals(1, outcome.status);
        assertEquals("weaved: WEAVED_JAVA_HOME=/nowhere holds no JDK 25 or later\n", outcome.err);
    }

    @Test
    void shouldWorkThroughSymlinksFromAnywhere() throws Exception {
        jdk("jvm/java-25", "25.0.3");
        Path bin = Files.createDirectories(folder.resolve("usr/bin"));
        Files.createSymbolicLink(bin.resolve("w"), Path.of("../../a dist/bin/weaved"));
        Files.createSymbolicLink(bin.resolve("weaved"), Path.of("w"));
        Outcome outcome = run(bin, List.of("./weaved", "host2"));
        assertTrue(outcome.out.contains(dist + "/lib/"), outcome.out + outcome.err);
        assertTrue(outcome.out.endsWith("argument: host2\n"), outcome.out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--password", "-password"})
    void shouldMoveThePasswordOutOfSight(String flag) throws Exception {
        jdk("jvm/java-25", "25.0.3");
        Outcome apart = run("weaved", "--port=7000", flag, "s3 c\"ret", "host2");
        assertTrue(apart.out.contains("password: s3 c\"ret\n"), apart.out);
        assertFalse(apart.out.contains("argument: s3"), apart.out);
        assertTrue(apart.out.endsWith("argument: --port=7000\nargument: host2\n"), apart.out);
        Outcome joined = run("weaved", flag + "=s=3", "host2");
        assertTrue(joined.out.contains("password: s=3\n"), joined.out);
        assertTrue(joined.out.endsWith("Weaved\nargument: host2\n"), joined.out);
    }

    @Test
    void shouldRefuseAPasswordWithoutValue() throws Exception {
        jdk("jvm/java-25", "25.0.3");
        for (String[] arguments :
                new String[][] {
                    {"host2", "--password"}, {"--password", "--db-prefix=/x/w"}, {"--password", "-"}
                }) {
            Outcome outcome = run("weaved", arguments);
            assertEquals(2, outcome.status);
            assertEquals("", outcome.out);
            assertEquals("weaved: --password: want a text; see weaved --help\n", outcome.err);
        }
        assertTrue(run("weaved", "--password=-x").out.contains("password: -x\n"));
        environment.put("WEAVE_PASSWORD", "kept");
        assertTrue(run("weaved", "--password=").out.contains("password: kept\n"));
    }

    @Test
    void shouldAddTheOperatorsOptions() throws Exception {
        jdk("jvm/java-25", "25.0.3");
        environment.put("WEAVED_JAVA_OPTS", "-Xmx1g -Dx=*");
        String out = run("weaved").out;
        assertTrue(out.contains("argument: -Xmx1g\nargument: -Dx=*\n"), out);
    }

    private Outcome run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(dist.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return run(folder, command);
    }

    private Outcome run(Path directory, List<String> command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Outcome(status, Files.readString(out), Files.readString(err));
    }

    private String jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base\"\n");
        Files.writeString(
                java,
                """
                #!/bin/sh
                echo "jdk: %s"
                echo "password: $WEAVE_PASSWORD"
                for argument in "$@"; do echo "argument: $argument"; done
                """
                        .formatted(version));
        assertTrue(java.toFile().setExecutable(true));
        return home.toString();
    }

    /** A folder with what the launchers need, and no java. */
    private String onlyTools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("sh", "dirname", "readlink")) {
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
            assertTrue(wrapper.toFile().setExecutable(true));
        }
        return tools.toString();
    }

    private record Outcome(int status, String out, String err) {}
}
