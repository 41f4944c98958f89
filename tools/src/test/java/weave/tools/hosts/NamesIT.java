package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Names that containers of Docker's and hosts have by being attached, as people use them. */
@Privileged
class NamesIT {
    private static final int QUERIES = 40;

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Docker dockerOne;
    private Docker dockerTwo;

    @BeforeEach
    void makeHosts() throws Exception {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        dockerOne = new Docker(one);
        dockerTwo = new Docker(two);
    }

    @AfterEach
    void stopDocker() {
        dockerOne.close();
        dockerTwo.close();
    }

    private void start(String... flags) {
        start(one, dockerOne, two, flags);
        start(two, dockerTwo, one, flags);
        one.awaitConnectedTo(two);
    }

    private static void start(Host host, Docker docker, Host other, String... flags) {
        String[] all = new String[flags.length + 2];
        all[0] = "--docker-api=" + docker.endpoint();
        all[1] = "--peers=" + other.address();
        System.arraycopy(flags, 0, all, 2, flags.length);
        host.start(all);
    }

    @Test
    void shouldFollowContainersAsTheyComeAndGo() {
        start();
        one.weave("expose", "-h", "host1.weave.local").orFail();
        two.weave("expose").orFail();
        String first = attach(one, dockerOne, "first", "pingme.weave.local");
        String second = attach(two, dockerTwo, "second", "pingme.weave.local");
        awaitName(one, "pingme", first, second);
        awaitName(two, "pingme", first, second);
        Set<String> tops = new HashSet<>();
        for (int i = 0; i < QUERIES && tops.size() < 2; i++) {
            tops.add(answers(one, "pingme.weave.local").getFirst());
        }
        assertEquals(Set.of(first, second), tops, "both come first at times");

        two.weave("dns-add", "second", "-h", "pingme2.weave.local").orFail();
        two.weave("dns-add", "192.128.16.45", "-h", "db.weave.local").orFail();
        awaitName(one, "pingme2", second);
        awaitName(one, "db", "192.128.16.45");
        dockerOne.docker("stop", "-t", "0", "first").orFail();
        awaitName(two, "pingme", second);
        assertEquals(second + "\n", two.weave("dns-lookup", "pingme").orFail());

        // All names go with their container.
        dockerTwo.docker("rm", "-f", "second").orFail();
        awaitName(one, "pingme");
        awaitName(one, "pingme2");
        awaitName(one, "db", "192.128.16.45");

        String host = one.weave("ps", "weave:expose").orFail().strip().replaceAll(".* |/.*", "");
        awaitName(two, "host1", host);
        one.weave("hide").orFail();
        awaitName(two, "host1");
    }

    /** A new version takes over from the old one, which ends when nobody asks for it any more. */
    @Test
    void shouldSwapAServiceWhileItIsUsed() {
        start();
        String before = attach(one, dockerOne, "v1", "web.weave.local");
        awaitName(two, "web", before);
        String after = attach(two, dockerTwo, "v2", "web.weave.local");
        awaitName(one, "web", before, after);
        one.weave("dns-remove", "v1").orFail();
        awaitName(one, "web", after);
        awaitName(two, "web", after);
        dockerOne.docker("stop", "-t", "0", "v1").orFail();
        assertEquals(after + "\n", one.weave("dns-lookup", "web").orFail());

        // A restart of the daemon changes nothing, but for whom it missed.
        String other = attach(two, dockerTwo, "other", "other.weave.local");
        awaitName(one, "other", other);
        two.kill();
        dockerTwo.docker("rm", "-f", "other").orFail();
        start(two, dockerTwo, one);
        awaitName(one, "web", after);
        awaitName(one, "other");
        assertEquals(after + "\n", two.weave("detach", "v2").orFail());
        awaitName(one, "web");
    }

    @Test
    void shouldServeAnotherDomainAndOnlyNamesInIt() {
        start("--dns-domain=foo.bar.", "--dns-ttl=10");
        String box = attach(one, dockerOne, "c1", "box.foo.bar");
        attach(one, dockerOne, "c2", "box2.weave.local");
        Box named = new Box(lab, "named");
        String other = one.weave("attach", "-h", "named.foo.bar", named.name()).orFail().strip();
        awaitName(two, "box", box);
        awaitName(two, "named", other);
        assertEquals("", one.weave("dns-lookup", "box2").orFail());
        String answer = dig(two, "+noall", "+answer", "box.foo.bar").strip();
        assertTrue(answer.matches("box.foo.bar.\\s+10\\s+IN\\s+A\\s+" + box), answer);
        dockerOne.sleeper("nameless", "--hostname=nameless.foo.bar");
        one.weave("attach", "--without-dns", "nameless").orFail();
        assertEquals("", one.weave("dns-lookup", "nameless").orFail());

        for (String wrong : List.of("named.weave.local", "a..foo.bar", "foo.bar.baz")) {
            NetworkNamespace.Result refused = one.weave("expose", "-h", wrong);
            assertEquals(2, refused.exit(), wrong);
            assertEquals(1, refused.stderr().lines().count(), refused.stderr());
        }
    }

    private static String attach(Host host, Docker docker, String name, String hostname) {
        docker.sleeper(name, "--hostname=" + hostname);
        return host.weave("attach", name).orFail().strip();
    }

    /** Waits until a host answers with these addresses, in whatever order. */
    private static void awaitName(Host host, String name, String... addresses) {
        Set<String> wanted = Set.of(addresses);
        Await.until(
                () -> host.nickname() + " knows " + name + ": " + lookup(host, name) + wanted,
                Host.SOON,
                () -> lookup(host, name).equals(wanted));
    }

    private static Set<String> lookup(Host host, String name) {
        return Set.copyOf(host.weave("dns-lookup", name).stdout().lines().toList());
    }

    private static List<String> answers(Host host, String name) {
        return dig(host, "+short", name).lines().toList();
    }

    private static String dig(Host host, String... query) {
        String[] command = new String[query.length + 2];
        command[0] = "dig";
        command[1] = "@127.0.0.1";
        System.arraycopy(query, 0, command, 2, query.length);
        return host.namespace().run(command).orFail();
    }
}
