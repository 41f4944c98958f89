package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Await;
import weave.testkit.Privileged;

/**
 * Sleeve by AF_XDP, on one side or on both, in every mode that a veth has. All tests use the same
 * hosts, whose bridges and containers stay while daemons come and go.
 *
 * <pre>
 *   left ─ one ─uplink0───uplink0─ two ─eth0───eth0─ three ─ right
 *                              └─ middle
 * </pre>
 */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UplinkIT {
    private static final long TRANSFER_BYTES = 5_000_000;
    private static final int UDP_ATTEMPTS = 40;
    private static final int JUMBO_MTU = 9_000;
    private static final int QUEUES = 4;
    private static final int FLOWS = 4;
    private static final String OPENED_AGAIN = "Uplink: uplink0 is opened again";

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Host three;
    private Container left;
    private Container middle;

    @BeforeAll
    void makeHosts() {
        one = lab.host("one");
        two = lab.host("two");
        three = lab.host("three");
        join();
        lab.cable(two, three);
    }

    /** As many queues each way at both ends: the driver of veth demands it for XDP. */
    private void join() {
        String queues = " numrxqueues " + QUEUES + " numtxqueues " + QUEUES;
        String other = " netns " + two.namespace().name() + queues;
        one.namespace().ip("link add uplink0" + queues + " type veth peer name uplink0" + other);
        one.address("10.98.0.1", "uplink0", Lab.ETHERNET_MTU);
        two.address("10.98.0.2", "uplink0", Lab.ETHERNET_MTU);
    }

    private void start(String flagsOfOne, String flagsOfTwo) {
        one.start(words(flagsOfOne));
        two.start(words(flagsOfTwo + " --peers=" + one.address()));
        one.awaitConnectedTo(two);
        if (left == null) {
            left = lab.container(one);
            middle = lab.container(two);
        }
        left.awaitReaches(middle, Host.SOON);
    }

    private static String[] words(String flags) {
        return flags.replaceFirst("^xdp", "--datapath=xdp --uplink=uplink0")
                .replaceFirst("^sockets", "--datapath=sleeve")
                .split(" ");
    }

    @AfterEach
    void stop() {
        for (Host host : List.of(one, two)) {
            if (host.isRunning()) {
                host.terminate();
            }
            long opened = host.log().stream().filter(line -> line.contains("by AF_XDP,")).count();
            // Whatever was done to it: no frame is left with the kernel.
            host.awaitLogCount(
                    "Uplink: closed, frames with the kernel: 0, missing: 0",
                    (int) opened,
                    Host.SOON);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "xdp, sockets",
        "sockets --password=secret, xdp --password=secret --xdp-mode=copy",
        "xdp --password=secret, xdp --password=secret",
        "xdp --xdp-mode=generic, xdp"
    })
    void shouldCarryAllTraffic(String flagsOfOne, String flagsOfTwo) throws Exception {
        start(flagsOfOne, flagsOfTwo);

        Await.until("every ping is answered", Host.SOON, this::answersEveryPing);
        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        for (int size : List.of(1, 1_400, 65_000)) {
            Traffic.udpEcho(left, middle, size, UDP_ATTEMPTS);
        }
        Traffic.arp(left, middle);
        Traffic.arp(middle, left);
        Traffic.multicast(middle, left);
        for (Host host : hostsWithUplink(flagsOfOne, flagsOfTwo)) {
            assertTrue(host.counter("Frame") > 1_000, host.get("/report"));
            assertTrue(arrived(host) > 1_000, host.get("/report"));
            assertEquals(0, host.counter("WrongUdpChecksum"));
            assertTrue(host.get("/metrics").contains("weave_uplink_zero_copy 0"));
        }
    }

    /** The kernel's VXLAN comes to user space, and the kernel takes what user space sends. */
    @ParameterizedTest
    @CsvSource({
        "xdp, --datapath=vxlan",
        "xdp --xdp-mode=generic, --datapath=vxlan",
        "xdp --queues=2 --password=secret --trusted-subnets=10.98.0.0/24, --password=secret"
                + " --trusted-subnets=10.98.0.0/24 --datapath=vxlan"
    })
    void shouldCarryAllTrafficWithAKernelDatapath(String flagsOfOne, String flagsOfTwo)
            throws Exception {
        start(flagsOfOne, flagsOfTwo);
        one.awaitCarriedBy("fastdp", two);
        long before = one.counter("VxlanReceived");

        Await.until("every ping is answered", Host.SOON, this::answersEveryPing);
        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        for (int size : List.of(1, 1_300, 65_000)) {
            Traffic.udpEcho(left, middle, size, UDP_ATTEMPTS);
        }
        Traffic.arp(left, middle);
        Traffic.arp(middle, left);
        Traffic.multicast(middle, left);
        // Sleeve stands in where a machine with other work to do is late with heartbeats.
        for (int attempt = 1; attempt < 5 && one.counter("FramesSentFast") <= 1_000; attempt++) {
            one.awaitCarriedBy("fastdp", two);
            Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        }
        assertTrue(one.counter("VxlanReceived") > before + 20, one.get("/report"));
        assertTrue(one.counter("FramesSentFast") > 1_000, one.get("/report"));
        assertTrue(one.counter("Frame") > 1_000, one.get("/report"));
        assertEquals(0, one.counter("VxlanMalformed"));
    }

    /** ESP is the kernel's alone: what is to be encrypted stays with sleeve. */
    @Test
    void shouldLeaveToSleeveWhatTheKernelWouldEncrypt() throws Exception {
        start("xdp --password=secret", "--password=secret --datapath=vxlan");
        one.awaitCarriedBy("sleeve", two);
        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        String status = one.get("/status/dataplane");
        assertTrue(status.contains("off: ESP is the kernel's"), status);
    }

    private boolean answersEveryPing() {
        String[] pings = {"ping", "-c", "5", "-i", "0.05", "-W", "2", middle.ip()};
        return left.namespace().run(pings).stdout().contains(" 0% packet loss");
    }

    private List<Host> hostsWithUplink(String flagsOfOne, String flagsOfTwo) {
        List<Host> hosts = new ArrayList<>();
        if (flagsOfOne.startsWith("xdp")) {
            hosts.add(one);
        }
        if (flagsOfTwo.startsWith("xdp")) {
            hosts.add(two);
        }
        return hosts;
    }

    private static long arrived(Host host) {
        return host.counter("Datagram") + host.counter("DatagramWithoutChecksum");
    }

    /**
     * Names and numbers of queues are such that by AF_XDP each receives at a queue of the card
     * whose thread is not that of its neighbour.
     */
    @ParameterizedTest
    @CsvSource({
        "xdp --queues=2 --threads=dedicated, xdp --queues=4 --threads=shared",
        "xdp --queues=3 --password=secret, xdp --queues=4 --password=secret",
        "sockets --queues=2 --password=secret, xdp --queues=4 --password=secret"
    })
    void shouldCarryAllTrafficByEveryQueue(String flagsOfOne, String flagsOfTwo) throws Exception {
        start(flagsOfOne, flagsOfTwo);
        List<Host> hosts = hostsWithUplink(flagsOfOne, flagsOfTwo);
        long forged = forged(hosts);

        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        for (int flow = 0; flow < FLOWS; flow++) {
            Traffic.udpEcho(left, middle, 1_400, UDP_ATTEMPTS);
        }
        Traffic.udpEcho(left, middle, 65_000, UDP_ATTEMPTS);
        Traffic.arp(left, middle);
        Traffic.multicast(middle, left);
        assertEquals(forged, forged(hosts));
        for (Host host : hosts) {
            assertTrue(host.counter("Frame") > 1_000, host.get("/report"));
            assertTrue(arrived(host) > 1_000, host.get("/report"));
            assertTrue(receivedByQueues(host) > 1_000, host.get("/report"));
            if (hosts.size() == 2) {
                assertTrue(host.counter("DatagramsHandedOver") > 1_000, host.get("/report"));
            }
        }
    }

    private static long forged(List<Host> hosts) {
        return hosts.stream().mapToLong(host -> host.counter("ReceiveForged")).sum();
    }

    /** As metrics tell, of each queue of the card. */
    private static long receivedByQueues(Host host) {
        String metrics = host.get("/metrics");
        long sum = 0;
        for (int queue = 0; queue < QUEUES; queue++) {
            String series = "weave_uplink_received_total{queue=\"" + queue + "\"} ";
            String line =
                    metrics.lines().filter(it -> it.startsWith(series)).findFirst().orElseThrow();
            sum += (long) Double.parseDouble(line.substring(series.length()));
        }
        return sum;
    }

    @Test
    void shouldSayThatTheCardHasFewerQueuesThanWanted() throws Exception {
        start("xdp --queues=8 --threads=shared", "sockets");

        one.awaitLog("the dataplane has 4 queues instead of 8, as uplink0 has no more", Host.SOON);
        String status = one.get("/status/dataplane");
        assertTrue(status.contains("4 instead of 8"), status);
        assertTrue(status.contains("Queues: 4"), status);
        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
    }

    /** Datagrams of several frames, and a relay with an uplink on one side and a socket beyond. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldCarryJumboFramesAndRelay(int queues) throws Exception {
        setMtu(JUMBO_MTU);
        String flags = "xdp --no-discovery --queues=" + queues;
        start(flags, flags);
        three.start("--no-discovery", "--datapath=sleeve", "--peers=" + Lab.address(0, 1));
        two.awaitConnectedTo(three);
        Container right = lab.container(three);
        left.awaitReaches(right, Host.SOON);

        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        Traffic.udpEcho(left, right, 65_000, UDP_ATTEMPTS);
        Traffic.arp(right, left);
        one.awaitConnection("established", "mtu=89\\d\\d", Host.SOON);

        three.terminate();
        setMtu(Lab.ETHERNET_MTU);
    }

    private void setMtu(int mtu) {
        one.namespace().ip("link set uplink0 mtu " + mtu);
        two.namespace().ip("link set uplink0 mtu " + mtu);
    }

    @Test
    void shouldGoOnWhenTheInterfaceGoesAndComesUnderLoad() throws Exception {
        start("xdp", "xdp");
        Process load = left.namespace().start("ping", "-q", "-f", "-s", "1300", middle.ip());
        awaitFrames();

        one.namespace().ip("link set uplink0 down");
        one.namespace().ip("link set uplink0 up");
        awaitFrames();

        // Longer packets than those that it was opened for.
        setMtu(JUMBO_MTU);
        one.awaitLogCount(OPENED_AGAIN, 1, Host.SOON);
        awaitFrames();

        one.namespace().ip("link del uplink0");
        one.awaitLog("uplink0 is down or gone: the kernel's sockets carry", Host.SOON);
        join();
        one.awaitLogCount(OPENED_AGAIN, 2, Host.SOON);
        two.awaitLogCount(OPENED_AGAIN, 2, Host.SOON);
        awaitFrames();
        Traffic.tcpBothWays(left, middle, TRANSFER_BYTES);
        load.destroy();
    }

    /** Both ways past the kernel. */
    private void awaitFrames() {
        long sent = one.counter("Frame");
        long answered = two.counter("Frame");
        Await.until(
                () -> "frames: " + one.get("/status/dataplane") + two.get("/status/dataplane"),
                Host.SOON,
                () -> one.counter("Frame") > sent + 200 && two.counter("Frame") > answered + 200);
    }
}
