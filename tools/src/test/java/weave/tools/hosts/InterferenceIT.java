package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Alone;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Somebody takes away what a daemon made, or was there before it. */
@Alone
@Privileged
class InterferenceIT {
    /** A start that fails and an orderly end take far less; a daemon that spins all of it. */
    private static final long STOP_MILLIS_MAX = 5_000;

    @RegisterExtension final Lab lab = Lab.sleeve();

    @Test
    void shouldEndWith1WhenTheTapIsDeleted() {
        Host host = lab.host("alone").start();
        endsWith1Without(host, "weave-tap");
        host.start();
        assertTrue(host.namespace().ip("link show weave-tap").contains("master weave"));
    }

    @Test
    void shouldEndWith1WhenTheTapOfTheFastDatapathIsDeleted() {
        Host host = lab.host("alone").start("--datapath=vxlan");
        endsWith1Without(host, "weave-upcall");
        host.start("--datapath=vxlan");
        host.namespace().ip("link show weave-upcall");
    }

    private static void endsWith1Without(Host host, String tap) {
        long before = System.nanoTime();
        host.namespace().ip("link del " + tap);
        host.awaitExit();
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertEquals(1, host.exitStatus());
        List<String> errors = host.log().stream().filter(l -> l.startsWith("ERRO")).toList();
        assertEquals(1, errors.size(), String.join("\n", host.log()));
        assertTrue(
                errors.getFirst()
                        .endsWith(
                                "TAP "
                                        + tap
                                        + " is gone: somebody deleted it; stopping, start weaved"
                                        + " again"));
        assertTrue(millis < STOP_MILLIS_MAX, millis + " ms");
    }

    @Test
    void shouldRestoreTheBridgeAndThePort() {
        Host host = lab.host("alone").start();
        String address = host.peerName();
        host.namespace().ip("link set weave-tap nomaster");
        host.awaitLog("weave-tap is no port of bridge weave any more", Host.SOON);
        host.awaitLog("bridge restored", Host.SOON);
        assertTrue(host.namespace().ip("link show weave-tap").contains("master weave"));
        host.namespace().ip("link del weave");
        host.awaitLog("bridge weave is gone: somebody deleted it", Host.SOON);
        host.awaitLogCount("bridge restored", 2, Host.SOON);
        String bridge = host.namespace().ip("link show weave");
        assertTrue(bridge.contains(address) && bridge.contains("mtu 1376"), bridge);
        assertTrue(host.namespace().ip("link show weave-tap").contains("master weave"));
    }

    @Test
    void shouldLeaveNothingBehindWhenTheStartFails() {
        Host host = lab.host("alone").start();
        refused(host, "another weaved running", "--http-addr=", "--status-addr=");
        refused(host, "--host: 192.0.2.9 is no address of this host", "--host=192.0.2.9");
        refused(
                host,
                "cannot listen at 192.0.2.9:80: cannot assign requested address",
                "--port=7000",
                "--http-addr=192.0.2.9:80");
        refused(
                host,
                "cannot write /proc/xstate.lock: no such file or directory",
                "--db-prefix=/proc/x");
        String used = host.folder().resolve("weave").toString();
        refused(
                host,
                "another weaved uses " + used + "; choose another --db-prefix",
                "--db-prefix=" + used);
    }

    private static void refused(Host host, String reason, String... flags) {
        var command =
                new ArrayList<>(
                        List.of(
                                Host.DIST.resolve("bin/weaved").toString(),
                                "--interface=weave9",
                                "--db-prefix=" + host.folder().resolve("other/weave")));
        command.addAll(List.of(flags));
        NetworkNamespace.Result result = host.namespace().run(command.toArray(String[]::new));
        assertEquals(1, result.exit(), result.stderr());
        String last = result.stderr().lines().toList().getLast();
        assertTrue(last.startsWith("ERRO: ") && last.contains(reason), result.stderr());
        assertFalse(host.namespace().ip("link").contains("weave9"), reason);
    }
}
