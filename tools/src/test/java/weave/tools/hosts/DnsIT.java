package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Names of containers on two hosts, asked for with dig from within containers. */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsIT {
    private static final String SERVER_ONE = "10.32.255.1";
    private static final String SERVER_TWO = "10.32.255.2";

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container left;
    private Container right;

    @BeforeAll
    void start() {
        one = lab.host("one");
        two = lab.host("two");
        lab.network(Lab.ETHERNET_MTU, one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        // Beside another, so that the answer has to come from the one that was asked.
        one.namespace().ip("addr add 10.32.255.9/12 dev weave");
        one.namespace().ip("addr add " + SERVER_ONE + "/12 dev weave");
        two.namespace().ip("addr add " + SERVER_TWO + "/12 dev weave");
        left = lab.container(one);
        right = lab.container(two);
    }

    private List<String> here(String... query) {
        return Dig.at(left.namespace(), SERVER_ONE, query);
    }

    private List<String> there(String... query) {
        return Dig.at(right.namespace(), SERVER_TWO, query);
    }

    private void awaitThere(String name, Predicate<List<String>> answers) {
        Await.until(
                () -> name + " on the other host: " + there("+short", name),
                Host.SOON,
                () -> answers.test(there("+short", name)));
    }

    private static void done(NetworkNamespace.Result result) {
        assertEquals(0, result.exit(), result.stderr());
        assertEquals("", result.stdout());
    }

    @Test
    void shouldKnowNamesOnAllHosts() {
        done(one.weave("dns-add", left.ip(), "c1", "-h", "a1.weave.local"));
        done(two.weave("dns-add", right.ip(), "c2", "-h", "A2.Weave.Local"));
        awaitThere("a1.weave.local", List.of(left.ip())::equals);
        assertEquals(List.of(left.ip()), there("+short", "A1.WEAVE.local"));
        assertEquals(List.of(left.ip()), there("+short", "a1"));
        assertEquals(List.of("a1.weave.local."), there("+short", "-x", left.ip()));
        Await.until("a2", Host.SOON, () -> here("+short", "a2").equals(List.of(right.ip())));
        assertEquals(List.of("A2.Weave.Local."), here("+short", "-x", right.ip()));
        // And they are where the names say.
        left.awaitReaches(right, Host.SOON);
        assertEquals(left.ip() + "\n", two.weave("dns-lookup", "a1").stdout());
        NetworkNamespace.Result unknown = two.weave("dns-lookup", "nobody");
        done(unknown);
        assertTrue(unknown.stderr().startsWith("weave: no address is known for nobody;"));
        NetworkNamespace.Result absent = two.weave("dns-remove", "nobody");
        done(absent);
        assertTrue(absent.stderr().startsWith("weave: nothing to remove: "), absent.stderr());
        String page = one.weave("status", "dns").stdout();
        assertTrue(
                page.contains(
                        "a1           " + left.ip() + "       c1           " + one.peerName()),
                page);
        assertTrue(one.get("/report").contains("\"Domain\": \"weave.local.\""));
        // At all addresses: none that could be told to a container.
        assertEquals(1, one.weave("dns-args").exit());
    }

    @Test
    void shouldSpreadOverContainersOfOneNameAndFollowASwap() {
        done(one.weave("dns-add", "10.32.7.1", "v1a", "-h", "pingme.weave.local"));
        done(two.weave("dns-add", "10.32.7.2", "v1b", "-h", "pingme.weave.local"));
        awaitThere("pingme.weave.local", answers -> answers.size() == 2);
        Set<String> first = new HashSet<>();
        Await.until(
                () -> "both come first: " + first,
                Host.SOON,
                () -> {
                    first.add(there("+short", "pingme.weave.local").getFirst());
                    return first.size() == 2;
                });
        done(one.weave("dns-remove", "v1a"));
        awaitThere("pingme.weave.local", List.of("10.32.7.2")::equals);
        // The next version takes over.
        done(one.weave("dns-add", "10.32.7.3", "v2", "-h", "pingme.weave.local"));
        done(two.weave("dns-remove", "10.32.7.2", "v1b", "-h", "pingme.weave.local"));
        awaitThere("pingme.weave.local", List.of("10.32.7.3")::equals);
        done(one.weave("dns-remove", "-h", "pingme.weave.local"));
        assertEquals(
                List.of("10.32.7.3"),
                here("+short", "pingme.weave.local"),
                "that was another container's");
    }

    @Test
    void shouldSayWhatThereIsNot() {
        done(one.weave("dns-add", "10.32.8.1", "-h", "known.weave.local"));
        assertEquals("NXDOMAIN", Dig.status(here("unknown.weave.local")));
        assertEquals("NOERROR", Dig.status(here("known.weave.local", "MX")));
        assertEquals(List.of(), here("+short", "known.weave.local", "MX"));
        assertEquals("NXDOMAIN", Dig.status(here("x.0.32.10.in-addr.arpa", "PTR")));
    }

    @Test
    void shouldAnswerInFullOrSayThatItDoesNot() {
        for (int i = 1; i <= 50; i++) {
            String path = "/name/big/10.32.9." + i;
            assertEquals(204, one.http("PUT", path, "fqdn=big.weave.local").code());
        }
        assertEquals(50, here("+short", "big.weave.local").size(), "by TCP in the end");
        assertEquals(50, here("+short", "+tcp", "big.weave.local").size());
        assertTrue(here("+ignore", "+noedns", "big.weave.local").toString().contains(" tc "));
        int some = here("+short", "+ignore", "+bufsize=700", "big.weave.local").size();
        assertTrue(some > 10 && some < 50, some + " answers in 700 bytes");
    }

    @Test
    void shouldKnowOtherRecordsOnAllHosts() {
        done(one.weave("dns-add", "fd00:32::7", "c7", "-h", "six.weave.local"));
        done(one.weave("dns-add", "10.32.0.77", "c7", "-h", "six.weave.local"));
        assertEquals("10.32.0.77\nfd00:32::7\n", one.weave("dns-lookup", "six").stdout());
        done(one.weave("dns-remove", "10.32.0.77", "c7"));
        done(one.weave("dns-add", "-h", "alias.weave.local", "--cname", "six.weave.local"));
        done(
                one.weave(
                        "dns-add",
                        "-h",
                        "_db._tcp.weave.local",
                        "--srv",
                        "5432:six.weave.local:10:5"));
        Await.until(
                "the alias",
                Host.SOON,
                () -> there("+short", "alias.weave.local", "CNAME").size() == 1);
        assertEquals(
                List.of("six.weave.local.", "fd00:32::7"),
                there("+short", "alias.weave.local", "AAAA"));
        assertEquals(List.of("six.weave.local."), there("+short", "-x", "fd00:32::7"));
        assertEquals(
                List.of("10 5 5432 six.weave.local."),
                there("+short", "_db._tcp.weave.local", "SRV"));
        done(one.weave("dns-remove", "-h", "alias.weave.local", "--cname", "six.weave.local"));
        Await.until(
                "the alias is gone",
                Host.SOON,
                () -> Dig.status(there("alias.weave.local")).equals("NXDOMAIN"));
    }

    @Test
    void shouldKnowAgainWhatItKnewBeforeItWasKilled() {
        Host three = lab.host("three");
        three.plug(two.namespace(), "up3", "10.98.0.2", Lab.ETHERNET_MTU);
        two.address("10.98.0.1", "up3", Lab.ETHERNET_MTU);
        three.start("--peers=10.98.0.1", "--no-discovery");
        two.awaitConnectedTo(three);
        done(three.weave("dns-add", "10.32.10.1", "c9", "-h", "lasting.weave.local"));
        done(three.weave("dns-add", "10.32.10.2", "c8", "-h", "brief.weave.local"));
        awaitThere("lasting.weave.local", List.of("10.32.10.1")::equals);
        awaitThere("brief.weave.local", List.of("10.32.10.2")::equals);
        done(three.weave("dns-remove", "c8"));
        three.kill();
        three.start("--peers=10.98.0.1", "--no-discovery");
        two.awaitConnectedTo(three);
        assertEquals(List.of("10.32.10.1"), Dig.on(three, "+short", "lasting.weave.local"));
        awaitThere("lasting.weave.local", List.of("10.32.10.1")::equals);
        awaitThere("brief.weave.local", List.of()::equals);
        done(three.weave("dns-remove", "c9"));
        awaitThere("lasting.weave.local", List.of()::equals);
        three.close();
    }

    @Test
    void shouldAskUpstreamAndKeepItsOwnDomainAndTime() {
        Host own = lab.host("own");
        own.plug(one.namespace(), "up4", "10.97.0.2", Lab.ETHERNET_MTU);
        one.address("10.97.0.1", "up4", Lab.ETHERNET_MTU);
        own.start(
                "--dns-domain=example.test",
                "--dns-ttl=10",
                "--dns-listen-address=10.97.0.2:53",
                "--dns-upstream=10.97.0.1");
        done(own.weave("dns-add", "10.32.11.1", "-h", "www.example.test"));
        done(own.weave("dns-add", "-h", "far.example.test", "--cname", "upstream.weave.local"));
        done(one.weave("dns-add", "10.32.11.2", "-h", "upstream.weave.local"));
        List<String> answer =
                Dig.at(one.namespace(), "10.97.0.2", "+noall", "+answer", "www.example.test");
        assertTrue(
                answer.getFirst()
                        .matches("www\\.example\\.test\\.\\s+10\\s+IN\\s+A\\s+10.32.11.1"));
        assertEquals(
                List.of("10.32.11.2"),
                Dig.at(one.namespace(), "10.97.0.2", "+short", "upstream.weave.local"));
        assertEquals(
                List.of("10.32.11.2"),
                Dig.at(one.namespace(), "10.97.0.2", "+short", "+tcp", "upstream.weave.local"));
        assertEquals(
                List.of("upstream.weave.local.", "10.32.11.2"),
                Dig.at(one.namespace(), "10.97.0.2", "+short", "far.example.test"));
        assertTrue(own.weave("status").stdout().contains("       Upstream: 10.97.0.1\n"));
        assertEquals(
                "--dns=10.97.0.2 --dns-search=example.test.\n", own.weave("dns-args").stdout());
        own.close();
    }

    @Test
    void shouldDoWithoutNamesWhenToldSo() {
        Host without = lab.host("without");
        without.start("--no-dns");
        assertEquals(404, without.http("GET", "/domain", "").code());
        assertEquals(404, without.http("PUT", "/name/c/10.32.0.1", "fqdn=a.weave.local").code());
        assertEquals("", without.weave("dns-args").stdout());
        assertEquals(0, without.weave("dns-args").exit());
        assertEquals("", without.weave("status", "dns").stdout());
        assertTrue(!without.weave("status").stdout().contains("Service: dns"));
        assertEquals(9, without.namespace().run("dig", "@127.0.0.1", "+time=1", "+tries=1").exit());
        without.close();
    }
}
