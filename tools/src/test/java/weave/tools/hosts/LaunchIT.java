package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** The daemon in the background: started, kept alive, stopped and removed by the command. */
@Privileged
class LaunchIT {
    @RegisterExtension final Lab lab = new Lab();

    private Host host;
    private Path log;
    private Path state;

    @BeforeEach
    void makeHost() {
        host = lab.host("alone");
        log = host.folder().resolve("launched.log");
        state = host.folder().resolve("launched-");
    }

    @AfterEach
    void stop() {
        host.weave("stop");
    }

    @Test
    void shouldStartTheDaemonAndStopIt() throws IOException {
        String pid = launch("--password=s3cret-s3cret").orFail().strip();
        assertTrue(pid.matches("[0-9]+"), pid);
        assertTrue(host.weave("status").orFail().contains("Encryption: enabled"));
        NetworkNamespace.Result again = launch();
        assertEquals(1, again.exit());
        assertTrue(again.stderr().contains("already running"), again.stderr());
        String processes = host.namespace().run("ps", "-eo", "args").orFail();
        assertFalse(processes.contains("s3cret-s3cret"), "the password is to be seen");

        assertEquals("", host.weave("stop").orFail());
        assertFalse(Files.exists(Path.of("/proc/" + pid + "/root")), "still runs");
        assertTrue(host.namespace().ip("link").contains(" weave:"), "the bridge is gone");
        assertEquals(1, host.weave("stop").exit());
        assertEquals(1, host.weave("status").exit());
        assertTrue(Files.readString(log).endsWith("*** exiting\n"));
    }

    @Test
    void shouldStartItAgainWhenKilledUnlessTold() throws IOException {
        launch().orFail();
        String before = daemon();
        kill(before);
        Await.until(
                "it runs again", Host.SOON, () -> !daemon().isEmpty() && !daemon().equals(before));
        Await.until("it answers", Host.SOON, () -> host.weave("status").exit() == 0);
        host.weave("stop").orFail();

        launch("--no-restart").orFail();
        kill(daemon());
        Await.until("it does not answer", Host.SOON, () -> host.weave("status").exit() == 1);
        assertEquals("", daemon());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=none", "--no-such-flag", "--http-addr=nowhere", "--http-addr="})
    void shouldPassOnWhatIsWrongWithTheFlags(String flag) {
        NetworkNamespace.Result result = launch(flag);
        assertEquals(2, result.exit(), result.stderr());
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
        assertTrue(result.stderr().startsWith("weave"), result.stderr());
    }

    @Test
    void shouldSayWhyTheDaemonDoesNotStart() {
        host.namespace().ip("link add weave type veth");
        NetworkNamespace.Result result = launch();
        assertEquals(1, result.exit(), result.stderr());
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
        assertTrue(result.stderr().contains("not a bridge"), result.stderr());
    }

    @Test
    void shouldNotHandOutAddressesThatTheHostUsesForOthers() throws IOException {
        host.namespace().ip("link add up0 type veth peer name up1");
        host.namespace().ip("link set up0 up");
        host.namespace().ip("addr add 10.99.0.1/24 dev up0");
        host.namespace().ip("route add 10.40.0.0/16 via 10.99.0.2 dev up0 onlink");
        NetworkNamespace.Result refused = launch();
        assertEquals(1, refused.exit());
        assertEquals(
                List.of(
                        "Network 10.32.0.0/12 overlaps with existing route 10.40.0.0/16 on host.",
                        "ERROR: Default --ipalloc-range 10.32.0.0/12 overlaps with existing route"
                                + " on host.",
                        "You must pick another range and set it on all hosts."),
                refused.stderr().lines().map(line -> line.replace("weave: ", "")).toList());
        assertEquals("", daemon());

        NetworkNamespace.Result meant = launch("--ipalloc-range", "10.40.0.0/13");
        assertEquals(0, meant.exit(), meant.stderr());
        assertTrue(meant.stderr().contains("WARNING: Specified --ipalloc-range 10.40.0.0/13"));
        host.weave("expose").orFail();
        host.weave("stop").orFail();
        host.namespace().ip("route del 10.40.0.0/16");
        // Our own bridge is no stranger.
        NetworkNamespace.Result again = launch("--ipalloc-range=10.40.0.0/13");
        assertEquals("", again.stderr());
        assertEquals(0, again.exit());
    }

    @Test
    void shouldNameTheServicesThatAreNotHere() {
        NetworkNamespace.Result result =
                launch("--proxy", "--plugin=false", "-H=unix:///run/weave.sock", "--pkt-debug");
        assertEquals(0, result.exit(), result.stderr());
        assertEquals(
                """
                weave: no effect, as there are counters and logs instead: --pkt-debug
                weave: no effect, as there is no Docker proxy yet: --proxy, -H
                """,
                result.stderr());
    }

    @Test
    void shouldGoOnWithItsPeersAfterAKillAndForgetThemAfterAStop() throws IOException {
        launch("198.51.100.1").orFail();
        host.weave("connect", "198.51.100.2").orFail();
        host.weave("forget", "198.51.100.1").orFail();
        assertEquals("198.51.100.2\n", host.weave("status", "targets").orFail());
        String before = daemon();
        kill(before);
        Await.until("it runs again", Host.SOON, () -> host.weave("status", "targets").exit() == 0);
        awaitTargets("198.51.100.2\n");

        host.weave("stop").orFail();
        launch("198.51.100.1").orFail();
        awaitTargets("198.51.100.1\n");
        host.weave("connect", "--replace", "198.51.100.3").orFail();
        host.weave("stop").orFail();
        launch("--resume").orFail();
        awaitTargets("198.51.100.3\n");
        host.weave("stop").orFail();
        NetworkNamespace.Result both = launch("--resume", "198.51.100.1");
        assertEquals(2, both.exit());
        assertTrue(both.stderr().contains("initial peer list"), both.stderr());
    }

    @Test
    void shouldRemoveEverythingWhenReset() throws IOException {
        launch().orFail();
        Box box = new Box(lab, "box");
        host.weave("attach", "10.2.0.1/16", box.name()).orFail();
        host.weave("expose", "10.2.0.9/16").orFail();
        assertEquals("", host.weave("reset").orFail());
        assertEverythingIsGone(box);

        NetworkNamespace.Result absent = host.weave("reset");
        assertEquals(1, absent.exit());
        assertTrue(absent.stderr().contains("--force"), absent.stderr());
    }

    @Test
    void shouldCleanUpAfterADeadDaemonWhenForced() throws IOException {
        launch("--no-restart").orFail();
        Box box = new Box(lab, "box");
        host.weave("attach", "10.2.0.1/16", box.name()).orFail();
        host.weave("expose", "10.2.0.9/16").orFail();
        for (String bridge : List.of("weave", "weave7")) {
            NetworkNamespace.Result alive =
                    host.weave(
                            "--http-addr=127.0.0.1:9",
                            "reset",
                            "--force",
                            "--interface=" + bridge,
                            "--db-prefix=" + state);
            assertEquals(1, alive.exit());
            assertTrue(alive.stderr().contains("; end it first: weave stop"), alive.stderr());
        }
        assertEquals(0, host.weave("status").exit());
        kill(daemon());
        Await.until("it is gone", Host.SOON, () -> host.weave("status").exit() == 1);
        host.weave("reset", "--force", "--db-prefix=" + state).orFail();
        assertEverythingIsGone(box);
    }

    @Test
    void shouldSayWhatAResetLeavesAndNotStartAgain() throws IOException {
        String supervisor = launch().orFail().strip();
        for (String rule :
                List.of(
                        "-o former -j WEAVE-EXPOSE",
                        "-i former -o former -j ACCEPT",
                        "-s 10.9.9.9 -j WEAVE-EXPOSE")) {
            host.namespace().run(("iptables -A FORWARD " + rule).split(" ")).orFail();
        }
        // A daemon that fails so late is started again.
        Path process = Path.of("/proc/" + supervisor + "/root");
        Instant began = Instant.now();
        Await.until(
                "it is at work for long",
                Host.SOON,
                () -> Duration.between(began, Instant.now()).toSeconds() > 11);
        NetworkNamespace.Result reset = host.weave("reset");
        assertEquals(1, reset.exit());
        assertEquals(
                "weave: packet filter: chain WEAVE-EXPOSE of table filter is left, as these rules"
                        + " refer to it: -A FORWARD -s 10.9.9.9/32 -j WEAVE-EXPOSE\n",
                reset.stderr());
        Await.until("nobody looks after it", Host.SOON, () -> !Files.exists(process));
        assertEquals("", daemon());
        assertEquals(1, host.namespace().ip("-o link").lines().count());
        assertEquals(
                List.of("-N WEAVE-EXPOSE", "-A FORWARD -s 10.9.9.9/32 -j WEAVE-EXPOSE"),
                host.namespace()
                        .run("iptables", "-S")
                        .orFail()
                        .lines()
                        .filter(line -> !line.startsWith("-P"))
                        .toList());
        assertFalse(host.namespace().run("iptables-save").orFail().contains("weave"));
    }

    @Test
    void shouldLeaveAnotherDaemonAloneWhenReset() {
        launch().orFail();
        Box box = new Box(lab, "box");
        host.weave("attach", "10.2.0.1/16", box.name()).orFail();
        host.weave("expose", "10.2.0.9/16").orFail();
        Box.awaitReaches(host.namespace(), "10.2.0.1", Host.SOON);
        String rules = host.namespace().run("iptables", "-S").orFail();
        String other = "--http-addr=127.0.0.1:7784";
        String[] flags = {
            "launch",
            "--log=" + log + "2",
            "--db-prefix=" + host.folder().resolve("other-"),
            "--name=02:00:5e:00:53:99",
            "--interface=other",
            "--port=7783",
            "--dns-listen-address=127.0.0.1:7053",
            "--ipalloc-range=10.77.0.0/16",
            "--status-addr=127.0.0.1:7782",
            other
        };
        host.weave(flags).orFail();
        Box second = new Box(lab, "second");
        host.weave(other, "attach", "10.3.0.1/16", second.name()).orFail();
        assertEquals("", host.weave(other, "reset").orFail());
        assertFalse(second.namespace().ip("link").contains("ethwe"));
        assertFalse(host.namespace().ip("link").contains("other"));
        assertTrue(box.namespace().ip("link").contains("ethwe"));
        Await.until(
                () -> "the rules are the first one's: " + iptables(),
                Host.SOON,
                () -> iptables().equals(rules));
        Box.awaitReaches(host.namespace(), "10.2.0.1", Host.SOON);
    }

    private String iptables() {
        return host.namespace().run("iptables", "-S").orFail();
    }

    private void assertEverythingIsGone(Box box) throws IOException {
        assertEquals(1, host.namespace().ip("-o link").lines().count());
        assertFalse(box.namespace().ip("link").contains("ethwe"));
        assertFalse(host.namespace().run("iptables-save").orFail().contains("WEAVE"));
        try (var files = Files.list(host.folder())) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().startsWith(state.toString())).toList());
        }
    }

    private NetworkNamespace.Result launch(String... flags) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "launch",
                                "--log=" + log,
                                "--db-prefix=" + state,
                                "--name=" + host.peerName()));
        arguments.addAll(List.of(flags));
        return host.weave(arguments.toArray(String[]::new));
    }

    private void awaitTargets(String targets) {
        Await.until(
                () -> "targets are " + targets + ": " + host.weave("status", "targets").stdout(),
                Host.SOON,
                () -> host.weave("status", "targets").stdout().equals(targets));
    }

    /** The process id of the daemon of this test; "" if it does not run. */
    private String daemon() {
        return host.namespace()
                .run("pgrep", "-f", "java.*weave.tools.weaved.Weaved.*--db-prefix=" + state)
                .stdout()
                .strip();
    }

    private void kill(String pid) {
        host.namespace().run("kill", "-KILL", pid).orFail();
    }
}
