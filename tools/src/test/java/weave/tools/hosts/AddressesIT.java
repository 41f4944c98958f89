package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** Addresses over HTTP, from real daemons that vote, share, die and come back. */
@Privileged
class AddressesIT {
    @RegisterExtension final Lab lab = new Lab();

    @Test
    void shouldShareTheRangeAndRememberItWhenKilled() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start();
        assertEquals("10.32.0.1/12", allocated(one, "c1"));
        two.start(one.address());
        one.awaitConnectedTo(two);
        // One had all of it and gives the upper half of its biggest aligned block.
        assertEquals("10.44.0.0/12", allocated(two, "c1"));
        assertEquals("10.32.0.1/12", one.get("/ip/c1"));
        one.kill();
        one.start(two.address());
        assertEquals("10.32.0.1/12", one.get("/ip/c1"));
        assertEquals("10.32.0.2/12", allocated(one, "c2"));
        assertEquals(204, one.http("DELETE", "/ip/c1", "").code());
        assertEquals("10.32.0.1/12", allocated(one, "c3"));
        one.awaitConnectedTo(two);
        awaitAgreement(one);
    }

    @Test
    void shouldAnswerLikeTheOriginal() {
        Host one = lab.host("one");
        lab.cable(one, lab.host("two"));
        one.start("--ipalloc-range=10.32.0.0/16", "--ipalloc-default-subnet=10.32.1.0/24");
        assertEquals("10.32.1.0/24", one.get("/ipinfo/defaultsubnet"));
        assertEquals("\n", one.get("/ipinfo/tracker"));
        assertEquals("", one.get("/ip/x1"));
        assertEquals("", one.weave("prime").orFail());
        assertEquals("10.32.1.1/24", allocated(one, "x1"));
        assertEquals("10.32.1.1/24", allocated(one, "x1"));
        assertAnswer(one, 204, "", "PUT", "/ip/x2/10.32.3.3/16");
        assertAnswer(
                one,
                400,
                "Unable to claim: address 10.32.3.3/16 is already owned by x2\n",
                "PUT",
                "/ip/x3/10.32.3.3/16");
        assertAnswer(one, 200, "10.32.20.1/24", "POST", "/ip/x4/10.32.20.0/24");
        assertAnswer(
                one,
                400,
                "invalid subnet - smaller than minimum size 4: 10.32.20.0/31\n",
                "POST",
                "/ip/x4/10.32.20.0/31");
        assertAnswer(
                one,
                400,
                "range 10.99.0.0/24 out of bounds: 10.32.0.0/16\n",
                "POST",
                "/ip/x4/10.99.0.0/24");
        assertAnswer(one, 204, "", "DELETE", "/ip/x2/10.32.3.3");
        assertAnswer(
                one,
                400,
                "Unable to free: Free: address 10.32.3.3 not found for x2\n",
                "DELETE",
                "/ip/x2/10.32.3.3");
        assertAnswer(one, 204, "", "DELETE", "/ip/x1");
        assertAnswer(one, 400, "Delete: no addresses for x1\n", "DELETE", "/ip/x1");
        assertAnswer(one, 204, "", "PUT", "/ip/_/192.168.9.9/24");
        assertEquals(
                "{\"owned\":[{\"containerid\":\"x4\",\"addrs\":[\"10.32.20.1/24\"]},"
                        + "{\"containerid\":\"192.168.9.9\",\"addrs\":[\"192.168.9.9/24\"]}]}",
                one.get("/ip"));
        assertAnswer(one, 200, "0 IPs taken over from nosuch\n", "DELETE", "/peer/nosuch");
        assertRefusal(one.weave("rmpeer", "nosuch"), "weave: no such peer: nosuch\n");
        assertRefusal(
                one.weave("rmpeer", "one"),
                "weave: one is this peer; weave reset hands its addresses over\n");
    }

    @Test
    void shouldWaitForTheQuorum() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start("--ipalloc-init=consensus=3");
        CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(() -> allocated(one, "c1"));
        CompletableFuture<String> priming =
                CompletableFuture.supplyAsync(() -> one.weave("prime").orFail());
        awaitStatus(one, "awaiting consensus (quorum: 2, known: 1)");
        assertEquals(1, one.weave("ipam", "check").exit());
        two.start("--ipalloc-init=observer", one.address());
        one.awaitConnectedTo(two);
        awaitStatus(one, "awaiting consensus");
        two.terminate();
        assertFalse(priming.isDone());
        two.start("--ipalloc-init=consensus=3", one.address());
        assertEquals("10.32.0.1/12", waiting.join());
        assertEquals("", priming.join());
        two.weave("prime").orFail();
        awaitStatus(two, "ready");
    }

    @Test
    void shouldLetAnObserverJoinWhatOthersBegan() {
        Host one = lab.host("one");
        Host late = lab.host("late");
        lab.cable(one, late);
        one.start("--ipalloc-init=consensus=1");
        assertEquals("10.32.0.1/12", allocated(one, "c1"));
        late.start("--ipalloc-init=observer");
        CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(() -> allocated(late, "c1"));
        // However long it is alone, it begins nothing.
        awaitStatus(late, "priming");
        assertTrue(late.get("/status/ipam").contains("c1"), late.get("/status/ipam"));
        late.weave("connect", one.address()).orFail();
        assertEquals("10.44.0.0/12", waiting.join());
    }

    /** At any moment, as by a power cut: what somebody was told stays true. */
    @Test
    void shouldLoseNothingWhenKilledWhileItHandsOut() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start(one.address());
        one.awaitConnectedTo(two);
        Random random = new Random(Seed.next(AddressesIT.class));
        Map<String, String> told = new ConcurrentHashMap<>();
        for (int round = 0; round < 4; round++) {
            Host killed = round % 2 == 0 ? one : two;
            String prefix = "r" + round + "-";
            CompletableFuture<Void> asking =
                    CompletableFuture.runAsync(() -> allocateUntilGone(killed, prefix, told));
            int enough = told.size() + 1 + random.nextInt(100);
            Await.until("some are told", Host.SOON, () -> told.size() >= enough);
            killed.kill();
            asking.join();
            killed.start((killed == one ? two : one).address());
            one.awaitConnectedTo(two);
            for (Map.Entry<String, String> each : told.entrySet()) {
                if (each.getKey().startsWith(killed.nickname())) {
                    assertEquals(each.getValue(), killed.get("/ip/" + ident(each.getKey())));
                }
            }
        }
        assertEquals(told.size(), new HashSet<>(told.values()).size());
        assertFalse(told.containsValue(allocated(one, "last")));
        assertFalse(told.containsValue(allocated(two, "last")));
        awaitAgreement(one);
    }

    private static void allocateUntilGone(Host host, String prefix, Map<String, String> told) {
        for (int i = 0; ; i++) {
            HttpAnswer answer;
            try {
                answer = host.http("POST", "/ip/" + prefix + i, "");
            } catch (RuntimeException killed) {
                return;
            }
            if (answer.code() == 200 && answer.body().endsWith("/12")) {
                told.put(host.nickname() + " " + prefix + i, answer.body());
            }
        }
    }

    private static String ident(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }

    @Test
    void shouldTakeOverFromTheDeadAndLeaveInOrder() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
        String seeds =
                "--ipalloc-init=seed="
                        + String.join(",", one.peerName(), two.peerName(), three.peerName());
        // Seeds need no vote: each hands out addresses before it knows the others.
        one.start(seeds);
        assertEquals("10.32.0.1/12", allocated(one, "c1"));
        two.start(seeds);
        assertEquals("10.40.0.0/12", allocated(two, "c1"));
        three.start(seeds, one.address(), two.address());
        one.awaitConnectedTo(two, three);
        // Only of one whose addresses are known to be its own.
        Await.until(
                () -> "three is known; " + one.get("/status/ipam"),
                Host.SOON,
                () -> one.get("/status/ipam").contains("(three)"));
        assertRefusal(
                one.weave("rmpeer", "three"),
                "weave: three is connected; stop or reset it first\n");
        three.kill();
        Await.until(
                () -> "unreachable; " + one.get("/status/ipam"),
                Host.SOON,
                () -> one.get("/status/ipam").contains("three)") && unreachable(one));
        assertEquals("262144 IPs taken over from three\n", one.weave("rmpeer", "three").orFail());
        two.weave("reset").orFail();
        Await.until(
                () -> "one owns all; " + one.get("/status/ipam"),
                Host.SOON,
                () -> one.get("/status/ipam").contains("1048576 IPs (100.0% of total) (1 active)"));
    }

    @Test
    void shouldHaveNoAddressesWhenSwitchedOff() {
        Host one = lab.host("one");
        lab.cable(one, lab.host("two"));
        one.start("--ipalloc-range=");
        assertEquals(404, one.http("POST", "/ip/c1", "").code());
        assertTrue(!one.get("/status").contains("ipam"));
    }

    @Test
    void shouldKeepTheConnectionAndHealWhenTwoMeshesMeet() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start();
        assertEquals("10.32.0.1/12", allocated(one, "c1"));
        assertEquals("10.32.0.1/12", allocated(two, "c2"));
        assertEquals("10.32.0.2/12", allocated(two, "c3"));
        one.weave("connect", two.address()).orFail();
        one.awaitConnectedTo(two);
        Await.until(
                () -> "a conflict is told; " + one.get("/status/ipam"),
                Host.SOON,
                () -> one.get("/status/ipam").contains("conflict: "));
        NetworkNamespace.Result check = one.weave("ipam", "check");
        assertEquals(1, check.exit());
        assertTrue(check.stdout().contains("release one of them: 10.32.0.1/32"), check.stdout());
        assertTrue(one.connectedTo(two));
        two.http("DELETE", "/ip/c2", "");
        assertTrue(one.weave("ipam", "repair", "--dry-run").stdout().startsWith("conflict"));
        assertTrue(one.weave("ipam", "repair").orFail().startsWith("repaired"));
        awaitAgreement(two);
        assertTrue(one.connectedTo(two));
        assertEquals("10.32.0.2/12", two.get("/ip/c3"));
        assertEquals("10.32.0.1/12", one.get("/ip/c1"));
        assertEquals("10.44.0.0/12", allocated(one, "c4"));
    }

    private static void assertRefusal(NetworkNamespace.Result result, String reason) {
        assertEquals(1, result.exit(), result.stdout());
        assertEquals(reason, result.stderr());
    }

    private static boolean unreachable(Host host) {
        return host.get("/status/ipam").contains("- unreachable!");
    }

    private static String allocated(Host host, String ident) {
        HttpAnswer answer = host.http("POST", "/ip/" + ident, "");
        assertEquals(200, answer.code(), answer.body());
        return answer.body();
    }

    /** What one of them was told last is still on its way to the other. */
    private static void awaitAgreement(Host host) {
        Await.until(
                () -> "both agree: " + host.weave("ipam", "check").stdout(),
                Host.SOON,
                () -> host.weave("ipam", "check").stdout().startsWith("ok: 2 peer(s) agree"));
    }

    private static void awaitStatus(Host host, String status) {
        Await.until(
                () -> host.nickname() + " is " + status + "; " + host.get("/status"),
                Host.SOON,
                () -> host.get("/status").contains("Status: " + status));
    }

    private static void assertAnswer(Host host, int code, String body, String method, String path) {
        assertEquals(new HttpAnswer(code, body), host.http(method, path, ""), method + " " + path);
    }
}
