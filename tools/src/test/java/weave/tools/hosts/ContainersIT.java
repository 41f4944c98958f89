package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Containers that use the switch in other ways than most. */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainersIT {
    private static final long TRANSFER_BYTES = 20_000_000;
    private static final int UDP_ATTEMPTS = 40;

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;

    @BeforeAll
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
    }

    @Test
    void shouldCarryIpv6() throws Exception {
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.namespace().ip("addr add fd32::1/64 dev eth0 nodad");
        right.namespace().ip("addr add fd32::2/64 dev eth0 nodad");
        Await.until("IPv6 passes", Host.SOON, () -> pings(left, "fd32::2"));
        Traffic.tcpBothWays(left, right, "fd32::2", TRANSFER_BYTES);
        assertTrue(
                left.namespace()
                        .run("ping", "-6", "-c", "3", "-s", "9000", "fd32::2")
                        .orFail()
                        .contains(" 0% packet loss"));
    }

    @Test
    void shouldServeContainersWithoutOffloads() throws Exception {
        Container with = lab.container(one);
        Container without = lab.container(two);
        without.namespace()
                .run("ethtool -K eth0 tx off rx off tso off gso off gro off sg off".split(" "))
                .orFail();
        with.awaitReaches(without, Host.SOON);
        Traffic.tcpBothWays(with, without, without.ip(), TRANSFER_BYTES);
        Traffic.udpEcho(with, without, 9_000, UDP_ATTEMPTS);
        Traffic.udpEcho(without, with, 9_000, UDP_ATTEMPTS);
    }

    @Test
    void shouldFollowAContainerThatMovesToTheOtherHost() {
        Container still = lab.container(one);
        Container before = lab.container(one);
        before.awaitReaches(still, Host.SOON);
        Container far = lab.container(two);
        far.awaitReaches(before, Host.SOON);
        String mac = before.namespace().ip("-o link show eth0");
        mac = mac.replaceAll("(?s).*link/ether (\\S+).*", "$1");
        before.namespace().ip("link set eth0 down");

        Container after = lab.container(two);
        after.namespace().ip("link set eth0 down");
        after.namespace().ip("link set eth0 address " + mac);
        after.namespace().ip("addr add " + before.ip() + "/12 dev eth0");
        after.namespace().ip("link set eth0 up");
        after.awaitReaches(still, Host.SOON);
        Await.until("the one that stayed finds it", Host.SOON, () -> pings(still, before.ip()));
        Await.until("the far one finds it", Host.SOON, () -> pings(far, before.ip()));
    }

    private static boolean pings(Container from, String address) {
        return from.namespace().run("ping", "-n", "-c", "1", "-W", "1", address).exit() == 0;
    }
}
