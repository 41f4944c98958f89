package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** What somebody does who tries it out: three hosts, one after the other, by the command alone. */
@Privileged
class WalkthroughIT {
    @RegisterExtension final Lab lab = new Lab();

    private final List<Host> hosts = new ArrayList<>();

    @AfterEach
    void stopThem() {
        hosts.forEach(host -> host.weave("stop"));
    }

    @Test
    void shouldJoinThreeHostsAndTheirContainers() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        hosts.addAll(List.of(one, two, three));
        lab.network(Lab.ETHERNET_MTU, one, two, three);

        launch(one);
        assertTrue(one.namespace().ip("link").contains(" weave:"));
        awaitStatus(one, "Connections: 0\n", "Peers: 1\n", "Range: 10.32.0.0/12\n");
        Box first = new Box(lab, "first");
        assertEquals("10.32.0.1\n", one.weave("attach", first.name()).orFail());
        assertTrue(first.namespace().ip("addr show ethwe").contains("10.32.0.1/12"));

        launch(two);
        two.weave("connect", one.address()).orFail();
        awaitStatus(two, "Connections: 1 (1 established)\n", "Peers: 2 (with 2 established");
        Box second = new Box(lab, "second");
        String secondAddress = two.weave("attach", second.name()).orFail().strip();
        first.awaitReaches(secondAddress);
        second.awaitReaches("10.32.0.1");

        // It is told of two, and finds one by itself.
        launch(three, two.address());
        for (Host host : hosts) {
            awaitStatus(host, "Peers: 3 (with 6 established connections)\n");
        }
        assertTrue(three.connectedTo(one));
        Box third = new Box(lab, "third");
        String thirdAddress = three.weave("attach", third.name()).orFail().strip();
        third.awaitReaches("10.32.0.1");
        third.awaitReaches(secondAddress);
        first.awaitReaches(thirdAddress);
        assertEquals(3, new HashSet<>(Set.of("10.32.0.1", secondAddress, thirdAddress)).size());

        String listed = three.weave("ps").orFail();
        assertTrue(listed.contains(third.name() + " "), listed);
        assertTrue(listed.contains(" " + thirdAddress + "/12"), listed);
        assertFalse(listed.contains(first.name()), listed);
        Await.until(() -> "shares of all: " + shares(one), Host.SOON, () -> shares(one) == 3);
    }

    private static long shares(Host host) {
        String page = host.weave("status", "ipam").orFail();
        return page.lines().filter(line -> line.contains(" IPs (")).count();
    }

    private static void launch(Host host, String... peers) {
        String files = host.folder().resolve("launched").toString();
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "launch",
                                "--log=" + files + ".log",
                                "--db-prefix=" + files + "-",
                                "--name=" + host.peerName(),
                                "--nickname=" + host.nickname()));
        arguments.addAll(List.of(peers));
        host.weave(arguments.toArray(String[]::new)).orFail();
    }

    private static void awaitStatus(Host host, String... parts) {
        Await.until(
                () -> host.nickname() + " shows " + List.of(parts) + ": " + status(host),
                Host.SOON,
                () -> List.of(parts).stream().allMatch(status(host)::contains));
    }

    private static String status(Host host) {
        return host.weave("status").stdout();
    }
}
