package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Hosts of which some cannot reach some others, whoever is to blame. */
@Privileged
class PartialMeshIT {
    // Attempts to reach a host that was away come at growing intervals.
    private static final Duration RETRY_TIME = Duration.ofSeconds(180);

    @RegisterExtension final Lab lab = Lab.sleeve();

    @Test
    void shouldGoRoundWhatAFirewallForbids() throws Exception {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two, three);
        firewall(one, "-A", "-s " + three.address());
        one.start();
        two.start(one.address());
        // Who is told of a peer by others only, forgets it with them, should both dial at once
        // later.
        three.start(two.address(), one.address());
        two.awaitConnectedTo(one, three);
        Container left = lab.container(one);
        Container right = lab.container(three);
        left.awaitReaches(right, Host.SOON);
        assertFalse(one.connectedTo(three));
        String way = one.weave("trace", "one", "three").orFail();
        assertTrue(way.contains("(one) -> " + two.peerName()), way);
        assertTrue(way.contains("(two) -> " + three.peerName()), way);

        // Nobody is between them any more.
        two.kill();
        left.awaitCutOffFrom(right, Host.SOON);
        two.start(one.address(), three.address());
        left.awaitReaches(right, RETRY_TIME);

        firewall(one, "-D", "-s " + three.address());
        Await.until(
                () -> "one and three connect: " + one.get("/status/connections"),
                RETRY_TIME,
                () -> one.connectedTo(three) && three.connectedTo(one));
        two.kill();
        left.awaitReaches(right, Host.SOON);
    }

    /** As behind a translator of addresses: what cannot be called may call. */
    @Test
    void shouldConnectFromTheSideThatCan() {
        Host existing = lab.host("existing");
        Host added = lab.host("added");
        lab.cable(existing, added);
        firewall(existing, "-A", "-p tcp --syn");
        existing.start();
        added.start(existing.address());
        added.awaitConnection("connecting|pending|retrying|failed", ".", Host.SOON);
        assertFalse(added.connectedTo(existing));
        existing.weave("connect", added.address()).orFail();
        existing.awaitConnectedTo(added);
        lab.container(existing).awaitReaches(lab.container(added), Host.SOON);
    }

    /** Has the host drop what comes in and matches, but not what it says to itself. */
    private static void firewall(Host host, String how, String match) {
        String rule = "iptables " + how + " INPUT ! -i lo " + match + " -j DROP";
        host.namespace().run(rule.split(" ")).orFail();
    }
}
