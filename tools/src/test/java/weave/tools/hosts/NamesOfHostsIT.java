package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Names while hosts come, die, return, and lose sight of each other. */
@Privileged
class NamesOfHostsIT {
    private static final String PASSWORD = "--password=wfvAwt7sj";

    @RegisterExtension final Lab lab = new Lab();

    private static void done(NetworkNamespace.Result result) {
        assertEquals(0, result.exit(), result.stderr());
    }

    private static void awaitKnown(Host on, String name, String... addresses) {
        Await.until(
                () -> name + " on " + on.nickname() + ": " + Dig.on(on, "+short", name),
                Host.SOON,
                () -> Dig.on(on, "+short", name).equals(List.of(addresses)));
    }

    private static void awaitEntries(Host on, long count) {
        Await.until(
                () -> count + " entries on " + on.nickname() + ": " + on.get("/status/dns"),
                Host.SOON,
                () -> entries(on) == count);
    }

    private static long entries(Host on) {
        String status = on.get("/status");
        return Long.parseLong(status.replaceAll("(?s).*Entries: (\\d+).*", "$1"));
    }

    @Test
    void shouldFollowHostsThatDieAndReturn() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
        one.start(PASSWORD);
        two.start(PASSWORD, one.address());
        three.start(PASSWORD, one.address());
        two.awaitConnectedTo(one, three);
        done(one.weave("dns-add", "10.32.0.1", "c1", "-h", "pingme.weave.local"));
        done(three.weave("dns-add", "10.44.0.1", "c3", "-h", "only.weave.local"));
        done(three.weave("dns-add", "10.44.0.2", "-h", "extern.weave.local"));
        awaitKnown(two, "only", "10.44.0.1");
        awaitKnown(two, "pingme", "10.32.0.1");
        awaitEntries(one, 3);

        three.kill();
        for (Host left : List.of(one, two)) {
            Await.until(
                    () -> left.nickname() + " answers no more: " + left.get("/status/dns"),
                    Host.SOON,
                    () -> Dig.status(Dig.on(left, "only.weave.local")).equals("NXDOMAIN"));
            assertEquals(List.of(), Dig.on(left, "+short", "-x", "10.44.0.1"));
            assertEquals(List.of("10.32.0.1"), Dig.on(left, "+short", "pingme"));
        }
        assertTrue(one.weave("rmpeer", "three").orFail().contains("taken over from three"));
        assertEquals(1, entries(one), "nobody has told of them again");
        assertEquals(1, entries(two));

        // What was registered there is there again, without anybody's help.
        three.start(PASSWORD, one.address());
        awaitKnown(three, "only", "10.44.0.1");
        awaitKnown(one, "only", "10.44.0.1");
        awaitKnown(two, "extern", "10.44.0.2");
        awaitKnown(three, "pingme", "10.32.0.1");
        done(three.weave("dns-remove", "c3"));
        awaitKnown(one, "only");
        awaitKnown(two, "only");
        three.terminate();
        three.start(PASSWORD, one.address());
        awaitKnown(one, "extern", "10.44.0.2");
        awaitEntries(one, 2);
    }

    @Test
    void shouldPassNamesOnWhereHostsAreNotAllConnected() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.cable(one, two);
        lab.cable(two, three);
        one.start("--no-discovery");
        two.start("--no-discovery", one.address());
        three.start("--no-discovery", Lab.address(1, 1));
        two.awaitConnectedTo(one, three);
        done(one.weave("dns-add", "10.32.0.1", "c1", "-h", "near.weave.local"));
        done(three.weave("dns-add", "10.32.0.3", "c3", "-h", "far.weave.local"));
        awaitKnown(one, "far", "10.32.0.3");
        awaitKnown(three, "near", "10.32.0.1");
        // The one between them: nobody sees the other any more, and both hear of it again.
        two.kill();
        awaitKnown(one, "far");
        awaitKnown(three, "near");
        awaitKnown(one, "near", "10.32.0.1");
        done(three.weave("dns-add", "10.32.0.4", "c4", "-h", "far.weave.local"));
        done(three.weave("dns-remove", "c3"));
        two.start("--no-discovery", one.address());
        two.awaitConnectedTo(one, three);
        awaitKnown(one, "far", "10.32.0.4");
        awaitKnown(three, "near", "10.32.0.1");
    }

    @Test
    void shouldAskTheServersOfTheFileAndNoticeWhenItChanges() throws IOException {
        Host up = lab.host("up");
        Host other = lab.host("other");
        Host own = lab.host("own");
        lab.network(Lab.ETHERNET_MTU, up, other, own);
        up.start("--dns-domain=first.test");
        other.start("--dns-domain=second.test");
        done(up.weave("dns-add", "192.0.2.1", "-h", "www.first.test"));
        done(other.weave("dns-add", "192.0.2.2", "-h", "www.second.test"));
        Path file = own.folder().resolve("resolv.conf");
        // Nobody is at the first one.
        Files.writeString(
                file, "search x\nnameserver 10.99.0.99\nnameserver " + up.address() + "\n");
        own.start("--resolv-conf=" + file, "--dns-fallback-timeout=500ms");
        assertTrue(
                own.get("/status").contains("       Upstream: 10.99.0.99, " + up.address() + "\n"),
                own.get("/status"));
        awaitKnown(own, "www.first.test", "192.0.2.1");
        assertEquals(List.of("192.0.2.1"), Dig.on(own, "+short", "+tcp", "www.first.test"));
        assertEquals("NXDOMAIN", Dig.status(Dig.on(own, "none.first.test")));
        assertEquals("NOERROR", Dig.status(Dig.on(own, "www.first.test", "MX")));
        assertEquals(List.of("www.first.test."), Dig.on(own, "+short", "-x", "192.0.2.1"));

        up.kill();
        assertEquals("SERVFAIL", Dig.status(Dig.on(own, "www.first.test")));
        done(own.weave("dns-add", "10.32.0.1", "-h", "ours.weave.local"));
        assertEquals(List.of("10.32.0.1"), Dig.on(own, "+short", "ours"));
        Files.writeString(file, "nameserver " + other.address() + "\n");
        Await.until(
                () -> "the file is read again: " + own.get("/status"),
                Host.SOON,
                () -> Dig.on(own, "+short", "www.second.test").equals(List.of("192.0.2.2")));
        String metrics = own.get("/metrics");
        assertTrue(metrics.contains("weave_dns_queries_total{outcome=\"failed\"} "), metrics);
        assertTrue(metrics.contains("\nweave_dns_entries 1.0\n"), metrics);
    }

    @Test
    void shouldListenWhereContainersOfDockerAskWhenLaunched() {
        Host host = lab.host("alone");
        host.namespace().ip("link add docker0 type bridge");
        host.namespace().ip("addr add 172.29.0.1/16 dev docker0");
        host.namespace().ip("link set docker0 up");
        launch(host);
        try {
            assertEquals(
                    "--dns=172.29.0.1 --dns-search=weave.local.\n",
                    host.weave("dns-args").orFail());
            done(host.weave("dns-add", "10.32.0.1", "-h", "box.weave.local"));
            assertEquals("10.32.0.1\n", host.weave("dns-lookup", "box").orFail());
            assertEquals(
                    List.of("10.32.0.1"),
                    Dig.at(host.namespace(), "172.29.0.1", "+short", "box.weave.local"));
            host.weave("stop").orFail();
            launch(host, "--dns-listen-address=127.0.0.1:53");
            assertEquals(
                    "--dns=127.0.0.1 --dns-search=weave.local.\n", host.weave("dns-args").orFail());
            assertEquals("10.32.0.1\n", host.weave("dns-lookup", "box").orFail());
            host.weave("stop").orFail();
            launch(host, "--no-dns");
            assertEquals("", host.weave("dns-args").orFail());
            assertEquals(1, host.weave("dns-lookup", "box").exit());
        } finally {
            host.weave("stop");
        }
    }

    private static void launch(Host host, String... flags) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "launch",
                                "--name=" + host.peerName(),
                                "--log=" + host.folder().resolve("launched.log"),
                                "--db-prefix=" + host.folder().resolve("launched-")));
        command.addAll(List.of(flags));
        host.weave(command.toArray(String[]::new)).orFail();
    }
}
