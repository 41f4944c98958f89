package weave.tools.weaved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.tools.host.HostException;
import weave.tools.report.Version;

class WeavedTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;

    @Test
    void shouldExitWith2AndOneLineWhenAFlagIsWrong() {
        assertEquals(2, run("--port=none"));
        assertEquals("", text(out));
        assertEquals("weaved: --port: \"none\": want a number from 1 to 65535\n", text(err));
    }

    @Test
    void shouldPrintHowToUseItWhenAsked() {
        assertEquals(0, run("--help"));
        String help = text(out);
        assertEquals("", text(err));
        for (String flag :
                """
                peers port host name nickname password trusted-subnets conn-limit no-discovery
                no-topology-deltas
                min-protocol-version mtu http-addr status-addr db-prefix log-level
                print-peer-name version interface batch idle threads cpus huge-pages busy-poll
                socket-buffers offloads arp-answers
                datapath docker-api expect-npc host-root ipalloc-init ipalloc-range
                ipalloc-default-subnet no-dns
                no-fastdp resume
                """
                        .split("\\s+")) {
            assertTrue(help.contains("--" + flag), flag);
        }
        assertTrue(help.contains("Examples:"), help);
        help.lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void shouldPrintTheVersionWhenAsked() {
        assertEquals(0, run("-version"));
        out.reset();
        assertEquals(0, run("--version"));
        assertEquals("weaved " + Version.current() + "\n", text(out));
        assertTrue(Version.current().matches("[0-9]+\\.[0-9]+\\.[0-9]+.*"), Version.current());
    }

    @Test
    void shouldPrintTheNameItWouldHaveWhenAsked() {
        assertEquals(0, run("--print-peer-name", "--name=::a", "--db-prefix=" + folder + "/w"));
        assertEquals("00:00:00:00:00:0a\n", text(out));
    }

    @Test
    void shouldWriteNothingWhenAskedForTheName() throws IOException {
        assertEquals(0, run("--print-peer-name", "--db-prefix=" + folder + "/a/b/w"));
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void shouldExitWith1AndOneLineWhenTheStateCannotBeKept() {
        assertEquals(1, run("--print-peer-name", "--db-prefix=/dev/null/w"));
        assertEquals("weaved: cannot read /dev/null/wstate.db: not a directory\n", text(err));
    }

    @Test
    void shouldRefuseAStateInUse() throws IOException {
        String prefix = folder + "/w";
        try (StateLock _ = StateLock.take(prefix, "choose another")) {
            HostException refused =
                    assertThrows(
                            HostException.class, () -> StateLock.take(prefix, "choose another"));
            assertEquals(
                    "another weaved uses " + prefix + "; choose another", refused.getMessage());
            assertEquals(0, run("--print-peer-name", "--name=::a", "--db-prefix=" + prefix));
            assertEquals(1, run("--reset", "--interface=nosuch0", "--db-prefix=" + prefix));
            assertTrue(text(err).contains(prefix + "; end it first: weave stop"), text(err));
            assertTrue(Files.exists(Path.of(prefix + StateLock.FILE)));
        }
        StateLock.take(prefix, "choose another").close();
    }

    @Test
    void shouldForgetAtAStartWhatAResetLeft() throws IOException {
        NodeConfig config =
                NodeConfig.of(
                        Flags.parse("--db-prefix=" + folder + "/w").options(),
                        new Environment(Map.of(), "host1"));
        Files.writeString(HostReset.leftFile(config), "a chain");
        HostReset.forget(config);
        assertTrue(Files.notExists(HostReset.leftFile(config)));
        HostReset.forget(config);
    }

    private int run(String... arguments) {
        return new Weaved(
                        new Environment(Map.of(), "host1"),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
