package weave.tools.hosts;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/**
 * What the uplinks of two hosts go by changes while containers talk: addresses, routes, the MAC,
 * the MTU.
 *
 * <pre>
 *   left ─ one ─uplink0 .1 ── hub ── .2 uplink0─ two ─ right
 *                            │   │
 *           first router .253      .254 second router
 * </pre>
 */
@Privileged
class UplinkChangesIT {
    private static final String NETWORK = "10.98.0.";
    private static final String ONE = NETWORK + 1;
    private static final String TWO = NETWORK + 2;
    private static final String TWO_LATER = NETWORK + 7;
    private static final String FIRST_ROUTER = NETWORK + 253;
    private static final String SECOND_ROUTER = NETWORK + 254;
    private static final String MAC_LATER = "0a:58:00:00:00:07";
    private static final int LOWER_MTU = 1280;
    private static final String LOWER_INNER_MTU = "mtu=(\\d{3}|1[0-2]\\d\\d)\\b";
    private static final Duration HEARTBEATS = Duration.ofSeconds(60);
    private static final long TRANSFER_BYTES = 5_000_000;
    private static final int MANY = 200;

    @RegisterExtension final Lab lab = new Lab();

    private NetworkNamespace hub;
    private Host one;
    private Host two;
    private Container left;
    private Container right;
    private Process load;

    @BeforeEach
    void start() {
        hub = lab.namespace("hub");
        hub.ip("link add hub type bridge mcast_snooping 0");
        hub.ip("link set hub up");
        one = lab.host("one");
        two = lab.host("two");
        plug(one.namespace(), "uplink0", "one");
        one.address(ONE, "uplink0", Lab.ETHERNET_MTU);
        plug(two.namespace(), "uplink0", "two");
        two.address(TWO, "uplink0", Lab.ETHERNET_MTU);

        one.start("--datapath=xdp", "--uplink=uplink0");
        two.start("--datapath=xdp", "--uplink=uplink0", "--peers=" + ONE);
        one.awaitConnectedTo(two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        load = left.namespace().start("ping", "-q", "-i", "0.005", "-s", "1000", right.ip());
        awaitFrames();
    }

    /** As many queues at both ends: the driver of veth demands it for XDP. */
    private void plug(NetworkNamespace host, String end, String port) {
        String queues = " numrxqueues 1 numtxqueues 1";
        String peer = " type veth peer name " + port + " netns " + hub.name() + queues;
        host.ip("link add " + end + queues + peer);
        hub.ip("link set " + port + " master hub up");
    }

    @AfterEach
    void stop() {
        if (load == null) {
            return;
        }
        load.destroy();
        for (Host host : List.of(one, two)) {
            host.terminate();
            host.awaitLog("frames with the kernel: 0, missing: 0", Host.SOON);
        }
    }

    /** Both ways past the kernel. */
    private void awaitFrames() {
        long sent = one.counter("Frame");
        long answered = two.counter("Frame");
        Await.until(
                () -> "frames: " + one.get("/status/dataplane") + two.get("/status/dataplane"),
                Host.SOON,
                () -> one.counter("Frame") > sent + MANY && two.counter("Frame") > answered + MANY);
    }

    /** The connection ends with its address, which heartbeats find out, and is made anew. */
    @Test
    void shouldFollowAnotherAddress() throws Exception {
        two.namespace().ip("addr del " + TWO + "/24 dev uplink0");
        two.namespace().ip("addr add " + TWO_LATER + "/24 dev uplink0");

        two.awaitLog("addresses of uplink0: " + TWO_LATER, Host.SOON);
        String anew = "->\\[" + TWO_LATER + ":.*: connection fully established";
        one.awaitLog(anew, HEARTBEATS.plus(Host.SOON));
        one.awaitConnectedTo(two);
        awaitFrames();
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }

    @Test
    void shouldFollowAnotherGateway() throws Exception {
        NetworkNamespace first = router(FIRST_ROUTER);
        NetworkNamespace second = router(SECOND_ROUTER);
        for (NetworkNamespace router : List.of(first, second)) {
            String gateway = router == first ? FIRST_ROUTER : SECOND_ROUTER;
            one.namespace().ip("route replace " + TWO + "/32 via " + gateway);
            two.namespace().ip("route replace " + ONE + "/32 via " + gateway);
            awaitForwarded(router);
            awaitFrames();
        }
        Await.until(
                "nothing goes by the first one any more",
                Host.SOON,
                () -> {
                    long before = forwarded(first);
                    awaitFrames();
                    return forwarded(first) == before;
                });
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }

    /** One that sends back by the interface that packets came by. */
    private NetworkNamespace router(String address) {
        NetworkNamespace router = lab.namespace("router");
        plug(router, "eth0", "r" + address.substring(NETWORK.length()));
        for (String setting :
                List.of(
                        "ip_forward=1",
                        "conf.all.rp_filter=0",
                        "conf.eth0.rp_filter=0",
                        "conf.all.send_redirects=0",
                        "conf.eth0.send_redirects=0")) {
            router.run("sysctl", "-qw", "net.ipv4." + setting).orFail();
        }
        router.ip("addr add " + address + "/24 dev eth0");
        router.ip("link set eth0 up");
        return router;
    }

    private static void awaitForwarded(NetworkNamespace router) {
        long before = forwarded(router);
        Await.until(
                () -> "packets go by the router: " + before + ", " + forwarded(router),
                Host.SOON,
                () -> forwarded(router) > before + MANY);
    }

    private static long forwarded(NetworkNamespace router) {
        String counts = router.run("nstat", "-asz", "IpForwDatagrams").orFail();
        return Long.parseLong(counts.replaceAll("(?s).*IpForwDatagrams\\s+(\\d+).*", "$1"));
    }

    @Test
    void shouldFollowAnotherMac() throws Exception {
        two.namespace().run("sysctl", "-qw", "net.ipv4.conf.uplink0.arp_notify=1").orFail();
        two.namespace().ip("link set uplink0 address " + MAC_LATER);

        Await.until(
                () -> "its MAC is known: " + one.namespace().ip("neigh show " + TWO),
                Host.SOON,
                () -> one.namespace().ip("neigh show " + TWO).contains(MAC_LATER));
        awaitFrames();
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }

    /** What the search has found stays for as long as the connection does. */
    @Test
    void shouldFollowTheMtuDownAndUp() throws Exception {
        for (int mtu : new int[] {LOWER_MTU, Lab.ETHERNET_MTU}) {
            one.namespace().ip("link set uplink0 mtu " + mtu);
            two.namespace().ip("link set uplink0 mtu " + mtu);

            Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
            one.awaitConnection("established", LOWER_INNER_MTU, Host.SOON);
            two.awaitConnection("established", LOWER_INNER_MTU, Host.SOON);
            awaitFrames();
        }
    }
}
