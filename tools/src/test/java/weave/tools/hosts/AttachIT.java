package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Containers of two hosts, attached and detached by the command. */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttachIT {
    private static final String GROUP = "224.1.2.3";
    private static final int PORT = 5007;

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
    void shouldAttachByNamePathAndProcess() {
        Box named = new Box(lab, "named");
        Box pathed = new Box(lab, "pathed");
        Box running = new Box(lab, "running");
        long pid = running.namespace().start("sleep", "600").pid();
        awaitProcess(running, pid);

        assertEquals("10.33.0.1\n", one.weave("attach", "10.33.0.1/16", named.name()).orFail());
        assertEquals(
                "10.33.0.2\n",
                two.weave("attach", "ip:10.33.0.2/16", "/run/netns/" + pathed.name()).orFail());
        assertEquals(
                "10.33.0.3 10.34.0.3 fd00::3\n",
                two.weave("attach", "10.33.0.3/16", "10.34.0.3/16", "fd00::3/64", "" + pid)
                        .orFail());

        named.awaitReaches("10.33.0.2");
        named.awaitReaches("10.33.0.3");
        pathed.awaitReaches("10.33.0.3");
        String link = two.namespace().ip("-d link show vethwepl" + pid);
        assertTrue(link.contains("master weave") && link.contains("hairpin on"), link);

        // A container is the same one however it is called.
        String line = two.weave("ps", running.name()).orFail();
        assertEquals(line, two.weave("ps", "" + pid).orFail());
        assertEquals(line, two.weave("ps", "/proc/" + pid + "/ns/net").orFail());
        assertTrue(
                line.matches(
                        running.name()
                                + " ([0-9a-f]{2}:){5}[0-9a-f]{2} 10.33.0.3/16"
                                + " 10.34.0.3/16 fd00::3/64\n"),
                line);
        String everyone = two.weave("ps").orFail();
        assertTrue(everyone.startsWith("weave:expose " + two.peerName() + "\n"), everyone);
        assertTrue(everyone.contains(line) && everyone.contains("\n" + pathed.name() + " "));
        assertFalse(everyone.contains(named.name()), everyone);
    }

    /** As the original leaves a container, but for what the original has for its own capture. */
    @Test
    void shouldSetUpTheContainerAsWeaveNetDoes() {
        Box box = new Box(lab, "state");
        one.weave("attach", "10.35.0.1/16", box.name()).orFail();
        String link = box.namespace().ip("addr show ethwe");
        assertTrue(link.contains("mtu " + Lab.CONTAINER_MTU), link);
        assertTrue(link.contains("inet 10.35.0.1/16 brd 10.35.255.255 scope global ethwe"), link);
        assertTrue(link.contains("link-netns " + one.namespace().name()), link);
        String routes = box.namespace().ip("route").replaceAll(" +\n", "\n");
        assertEquals(
                "10.35.0.0/16 dev ethwe proto kernel scope link src 10.35.0.1\n"
                        + "224.0.0.0/4 dev ethwe scope link\n",
                routes);
        assertEquals(
                "-A INPUT -s 10.35.0.0/16 -d 224.0.0.0/4 -i ethwe -j ACCEPT\n"
                        + "-A INPUT -d 224.0.0.0/4 -i ethwe -j DROP\n",
                box.namespace().run("iptables", "-S").orFail().replaceAll("-P .*\n", ""));
        for (String setting :
                "base_reachable_time=5 delay_first_probe_time=2 ucast_solicit=1".split(" ")) {
            String[] parts = setting.split("=");
            String file = "/proc/sys/net/ipv4/neigh/ethwe/" + parts[0];
            assertEquals(parts[1], box.namespace().run("cat", file).orFail().strip());
        }
        String file = "/proc/sys/net/ipv6/conf/ethwe/accept_ra";
        assertEquals("0", box.namespace().run("cat", file).orFail().strip());
    }

    @Test
    void shouldLeaveMulticastAloneWhenTold() {
        Box box = new Box(lab, "unicast");
        one.weave("attach", "--no-multicast-route", "10.35.0.2/16", box.name()).orFail();
        assertFalse(box.namespace().ip("route").contains("224.0.0.0/4"));
    }

    @Test
    void shouldTakeSeveralAddressesOneByOne() {
        Box box = new Box(lab, "several");
        one.weave("attach", "10.36.0.1/16", box.name()).orFail();
        assertEquals("10.37.0.1\n", one.weave("attach", "10.37.0.1/16", box.name()).orFail());
        // Again is no mistake.
        assertEquals("10.37.0.1\n", one.weave("attach", "10.37.0.1/16", box.name()).orFail());
        String rules = box.namespace().run("iptables", "-S", "INPUT").orFail();
        assertEquals(3, rules.lines().filter(line -> line.contains("224.0.0.0/4")).count(), rules);

        assertEquals("10.36.0.1\n", one.weave("detach", "10.36.0.1", box.name()).orFail());
        String link = box.namespace().ip("addr show ethwe");
        assertFalse(link.contains("10.36.0.1"), link);
        assertTrue(link.contains("10.37.0.1/16"), link);
        rules = box.namespace().run("iptables", "-S", "INPUT").orFail();
        assertFalse(rules.contains("10.36.0.0/16"), rules);
        NetworkNamespace.Result again = one.weave("detach", "10.36.0.1/16", box.name());
        assertEquals("", again.orFail());
        assertEquals("weave: 10.36.0.1/16: " + box.name() + " does not have it\n", again.stderr());

        assertEquals("10.37.0.1\n", one.weave("detach", box.name()).orFail());
        assertFalse(box.namespace().ip("link").contains("ethwe"));
        assertFalse(box.namespace().run("iptables", "-S").orFail().contains("ethwe"));
        assertEquals("", one.weave("ps", box.name()).orFail());
        again = one.weave("detach", box.name());
        assertEquals("", again.orFail());
        assertEquals("weave: " + box.name() + " has no address here\n", again.stderr());
    }

    @Test
    void shouldPutContainersBackWhenTheirBridgeWasDeleted() {
        Box left = new Box(lab, "left");
        Box right = new Box(lab, "right");
        two.weave("attach", "10.41.0.1/16", left.name()).orFail();
        one.weave("attach", "10.41.0.2/16", right.name()).orFail();
        left.awaitReaches("10.41.0.2");
        two.namespace().ip("link del weave");
        // What goes by the kernel past the bridge does not wait for it.
        Await.until(
                "the bridge is back",
                Host.SOON,
                () -> two.namespace().run("ip", "link", "show", "weave").exit() == 0);
        left.awaitReaches("10.41.0.2");

        // Whoever attaches again need not wait for that.
        String end = left.namespace().ip("-o link show ethwe");
        String index = end.replaceAll("(?s).*ethwe@if(\\d+):.*", "$1");
        String port =
                two.namespace()
                        .ip("-o link")
                        .replaceAll("(?s).*?\\b" + index + ": (vethwepl[^@]+)@.*", "$1");
        two.namespace().ip("link set " + port + " nomaster");
        assertEquals("10.41.0.1\n", two.weave("attach", "10.41.0.1/16", left.name()).orFail());
        String link = two.namespace().ip("-d link show " + port);
        assertTrue(link.contains("master weave") && link.contains("hairpin on"), link);
        left.awaitReaches("10.41.0.2");

        // Nobody is there to see it.
        two.kill();
        two.namespace().ip("link del weave");
        two.start("--peers=" + one.address());
        left.awaitReaches("10.41.0.2");
        assertTrue(two.weave("ps").orFail().contains("10.41.0.1/16"));
    }

    @Test
    void shouldKeepSubnetsApart() {
        Box a = new Box(lab, "a");
        Box b1 = new Box(lab, "b1");
        Box b2 = new Box(lab, "b2");
        one.weave("attach", "10.2.1.1/24", a.name()).orFail();
        one.weave("attach", "10.2.2.1/24", b1.name()).orFail();
        two.weave("attach", "10.2.2.2/24", b2.name()).orFail();
        b1.awaitReaches("10.2.2.2");
        assertFalse(b1.reaches("10.2.1.1"));
        assertFalse(a.reaches("10.2.2.2"));
        two.weave("attach", "10.2.1.2/24", b2.name()).orFail();
        a.awaitReaches("10.2.1.2");
        b1.awaitReaches("10.2.2.2");
    }

    /** An address that moves is found at its new place at once, not when caches expire. */
    @Test
    void shouldFindAnAddressThatMovedAtOnce() {
        Box asking = new Box(lab, "asking");
        Box before = new Box(lab, "before");
        Box after = new Box(lab, "after");
        one.weave("attach", "10.38.0.1/16", asking.name()).orFail();
        one.weave("attach", "10.38.0.9/16", before.name()).orFail();
        asking.awaitReaches("10.38.0.9");
        one.weave("detach", before.name()).orFail();
        two.weave("attach", "10.38.0.9/16", after.name()).orFail();
        // Nobody has asked: it was announced.
        String mac =
                after.namespace()
                        .ip("link show ethwe")
                        .replaceAll("(?s).*link/ether (\\S+).*", "$1");
        Await.until(
                () -> "the neighbour knows: " + asking.namespace().ip("neigh show"),
                Host.SOON,
                () -> asking.namespace().ip("neigh show 10.38.0.9").contains(mac));
        asking.awaitReaches("10.38.0.9");
    }

    @Test
    void shouldDeliverMulticastToItsSubnetAlone() throws Exception {
        Box sender = new Box(lab, "sender");
        Box member = new Box(lab, "member");
        Box stranger = new Box(lab, "stranger");
        one.weave("attach", "10.39.1.1/24", sender.name()).orFail();
        two.weave("attach", "10.39.1.2/24", member.name()).orFail();
        two.weave("attach", "10.39.2.2/24", stranger.name()).orFail();
        sender.awaitReaches("10.39.1.2");
        CountDownLatch joined = new CountDownLatch(2);
        CountDownLatch over = new CountDownLatch(1);
        FutureTask<Boolean> heardByMember = listening(member, joined, over);
        FutureTask<Boolean> heardByStranger = listening(stranger, joined, over);
        joined.await();
        sender.namespace()
                .call(() -> {
                    try (DatagramSocket socket = new DatagramSocket()) {
                        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
                        InetSocketAddress group = new InetSocketAddress(GROUP, PORT);
                        for (int i = 0; i < 20 && !heardByMember.isDone(); i++) {
                            socket.send(new DatagramPacket(hello, hello.length, group));
                            Thread.sleep(100);
                        }
                    }
                    return null;
                });
        assertTrue(heardByMember.get());
        over.countDown();
        assertFalse(heardByStranger.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attach",
                "attach 10.32.0.1/12",
                "attach 10.32.0.1/99 box",
                "attach net:10.32.0.1/12 box",
                "attach nonsense box",
                "attach --no-such-flag 10.32.0.1/12 box",
                "attach 10.32.0.1/12 relative/path",
                "detach",
                "attach 127.0.0.5/8 box",
                "attach 10.32.0.0/12 box",
                "attach 10.47.255.255/12 box",
                "detach 10.32.0.999 box",
                "expose 10.32.0.1",
                "expose --nothing",
                "hide 10.32.0.0/12/12",
                "stop now",
                "reset --no",
            })
    void shouldRefuseMisuseInOneLine(String arguments) {
        refused(2, one.weave(arguments.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attach 10.32.0.1/12 no-such-container",
                "attach 10.32.0.1/12 /run/netns/no-such-namespace",
                "attach 10.32.0.1/12 /dev/null",
                "attach 10.32.0.1/12 4194304",
                "attach 10.32.0.1/12 /proc/self/ns/net",
                "detach no-such-container",
                "ps no-such-container",
            })
    void shouldSayWhatIsNotThereInOneLine(String arguments) {
        refused(1, one.weave(arguments.split(" ")));
    }

    @Test
    void shouldRefuseBadRequests() {
        assertEquals(400, one.http("POST", "/attach", "").code());
        assertEquals(400, one.http("POST", "/attach", "container=a&container=b").code());
        assertEquals(400, one.http("POST", "/attach", "container=a&what=b").code());
        assertEquals(400, one.http("POST", "/attach", "container=").code());
        assertEquals(400, one.http("POST", "/attach", "container=a%00b").code());
        assertEquals(400, one.http("POST", "/attach", "container=a&address=b").code());
        assertEquals(404, one.http("POST", "/attach", "container=a&address=10.0.0.1/8").code());
        assertEquals(404, one.http("POST", "/detach", "container=a").code());
        assertEquals(400, one.http("POST", "/expose", "skipNAT=maybe").code());
        assertEquals(405, one.http("GET", "/attach", "").code());
    }

    private static void refused(int status, NetworkNamespace.Result result) {
        assertEquals(status, result.exit(), result.stdout() + result.stderr());
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
        assertTrue(result.stderr().startsWith("weave"), result.stderr());
        assertEquals("", result.stdout());
    }

    private static void awaitProcess(Box box, long pid) {
        Await.until(
                "the process is in its namespace",
                Host.SOON,
                () ->
                        box.namespace()
                                .run("ip", "netns", "pids", box.name())
                                .stdout()
                                .contains("" + pid));
    }

    private static FutureTask<Boolean> listening(
            Box box, CountDownLatch joined, CountDownLatch over) {
        FutureTask<Boolean> heard =
                new FutureTask<>(() -> box.namespace().call(() -> hear(joined, over)));
        Thread.ofPlatform().start(heard);
        return heard;
    }

    /** Until something is heard, or it is over and nothing was. */
    private static boolean hear(CountDownLatch joined, CountDownLatch over) throws Exception {
        try (MulticastSocket socket = new MulticastSocket(PORT)) {
            NetworkInterface ethwe = NetworkInterface.getByName("ethwe");
            socket.joinGroup(new InetSocketAddress(InetAddress.getByName(GROUP), PORT), ethwe);
            socket.setSoTimeout(200);
            joined.countDown();
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            while (true) {
                boolean isOver = over.getCount() == 0;
                try {
                    socket.receive(packet);
                    return true;
                } catch (SocketTimeoutException nothing) {
                    if (isOver) {
                        return false;
                    }
                }
            }
        }
    }
}
