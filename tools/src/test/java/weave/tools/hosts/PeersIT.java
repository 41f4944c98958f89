package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Whom a host connects to, and how it was told. */
@Privileged
class PeersIT {
    private static final Duration RETRY_TIME = Duration.ofSeconds(120);

    @RegisterExtension final Lab lab = new Lab();

    @Test
    void shouldConnectAndForgetWhenTold() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start();
        assertEquals("", one.weave("status", "connections").orFail().strip());
        one.weave("connect", two.address()).orFail();
        one.awaitConnectedTo(two);
        assertEquals(two.address(), one.weave("status", "targets").orFail().strip());
        one.weave("forget", two.address()).orFail();
        assertEquals("", one.weave("status", "targets").orFail().strip());
        // Forgotten, but not cut off.
        assertTrue(one.connectedTo(two));
        two.kill();
        Await.until("the connection is gone", Host.SOON, () -> one.connections().isEmpty());
    }

    @Test
    void shouldLeaveDataInTheClearBetweenTrustedSubnets() {
        Host one = lab.host("one").with("WEAVE_PASSWORD", "for those who are not trusted");
        Host two = lab.host("two").with("WEAVE_PASSWORD", "for those who are not trusted");
        lab.cable(one, two);
        one.start("--trusted-subnets=10.99.0.0/16");
        two.start("--trusted-subnets=10.99.0.0/16", one.address());
        one.awaitConnectedTo(two);
        assertTrue(one.connections().getFirst().info().startsWith("unencrypted"));
        Container left = lab.container(one);
        left.awaitReaches(lab.container(two), Host.SOON);
        assertTrue(one.weave("status").orFail().contains("TrustedSubnets: 10.99.0.0/16"));
    }

    @Test
    void shouldRefuseMoreConnectionsThanItsLimit() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
        one.start("--conn-limit=1", "--no-discovery");
        two.start("--no-discovery", one.address());
        one.awaitConnectedTo(two);
        three.start("--no-discovery", one.address());
        one.awaitLog("Connection limit reached", Host.SOON);
        assertFalse(one.connectedTo(three));
        assertTrue(one.connectedTo(two));
        two.terminate();
        three.awaitConnectedTo(one);
    }

    @Test
    void shouldServeOnAUnixSocket() {
        Host one = lab.host("one");
        lab.cable(one, lab.host("two"));
        String socket = lab.folder().resolve("weave.sock").toString();
        one.launch("--name=" + one.peerName(), "--http-addr=" + socket);
        String[] ask = {"curl", "-s", "--unix-socket", socket, "http://weave/status"};
        Await.until(
                "the socket answers",
                Host.SOON,
                () -> one.namespace().run(ask).stdout().contains("Service: router"));
    }

    @Test
    void shouldComeBackWhenTheUnderlayWasDown() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start(one.address());
        one.awaitConnectedTo(two);
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        one.namespace().ip("link set eth0 down");
        left.awaitCutOffFrom(right, Host.SOON);
        one.namespace().ip("link set eth0 up");
        left.awaitReaches(right, RETRY_TIME);
        one.awaitConnectedTo(two);
    }
}
