package weave.kernel.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.core.udp.UdpAddress;
import weave.testkit.Await;
import weave.testkit.InKernelLab;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** A host with a neighbour that is a router, too. */
@Privileged
@Timeout(120)
class UplinkFollowerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Inet4Address NEIGHBOUR = address("10.9.0.2");
    private static final Inet4Address BEHIND = address("10.77.0.1");
    private static final Inet4Address ABSENT = address("10.9.0.99");
    private static final Path TABLE_LENGTH_MAX =
            Path.of("/proc/sys/net/ipv4/neigh/default/gc_thresh3");
    private static final Path TABLE_COUNTS = Path.of("/proc/net/stat/arp_cache");
    private static final NextHop NOWHERE = new NextHop(-1, 0, 0, 0, 0);

    private final NetworkNamespace host = NetworkNamespace.create("host");
    private final NetworkNamespace router = NetworkNamespace.create("router");
    private volatile NextHops hops = NextHops.EMPTY;
    private volatile Set<InetAddress> addresses = Set.of();
    private UplinkFollower follower;
    private int index;

    private final class Newest implements UplinkFollower.Listener {
        @Override
        public void nextHopsChanged(NextHops now) {
            hops = now;
        }

        @Override
        public void addressesChanged(Set<InetAddress> now) {
            addresses = now;
        }
    }

    @BeforeEach
    void follow() throws Exception {
        NetworkNamespace.join(host, "eth0", router, "eth0");
        host.run("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1").orFail();
        host.ip("addr add 10.9.0.1/24 dev eth0");
        router.ip("addr add 10.9.0.2/24 dev eth0");
        host.ip("route add 10.77.0.0/16 via 10.9.0.2");
        index = Integer.parseInt(host.ip("-o link show eth0").split(":")[0]);
        follower = host.call(() -> new UplinkFollower(index, null, new Newest()));
        follower.start();
        follower.destinations(Set.of(NEIGHBOUR, BEHIND, ABSENT));
        await(() -> hops.size() == 2);
    }

    @AfterEach
    void close() {
        follower.close();
        assertEquals(0, hops.size());
        host.close();
        router.close();
    }

    @Test
    void shouldFindWhatTheKernelWouldSendBy() {
        int source = UdpAddress.ipOf(address("10.9.0.1"));
        for (Inet4Address destination : new Inet4Address[] {NEIGHBOUR, BEHIND}) {
            int ip = UdpAddress.ipOf(destination);
            assertEquals(new NextHop(ip, source, mac(host), mac(router), 1500), to(destination));
        }
        assertEquals(NOWHERE, to(ABSENT));
        assertEquals(Set.of(address("10.9.0.1")), addresses);
    }

    @Test
    void shouldFollowMtus() {
        host.ip("route replace 10.77.0.0/16 via 10.9.0.2 mtu 1300");
        await(() -> to(BEHIND).mtu() == 1300);
        assertEquals(1500, to(NEIGHBOUR).mtu());
        host.ip("link set eth0 mtu 1280");
        await(() -> to(NEIGHBOUR).mtu() == 1280);
        await(() -> to(BEHIND).mtu() == 1280);
    }

    @Test
    void shouldFollowWhatARouterSaysOfThePath() {
        try (NetworkNamespace far = NetworkNamespace.create("far")) {
            NetworkNamespace.join(router, "eth1", far, "eth0");
            router.run("sysctl", "-qw", "net.ipv4.ip_forward=1").orFail();
            router.ip("link set eth1 mtu 1300");
            router.ip("addr add 10.77.0.254/16 dev eth1");
            far.ip("addr add 10.77.0.1/16 dev eth0");
            far.ip("route add default via 10.77.0.254");

            host.run("ping", "-c1", "-W2", "-q", "-M", "do", "-s", "1372", "10.77.0.1");
            await(() -> to(BEHIND).mtu() == 1300);
            assertEquals(1500, to(NEIGHBOUR).mtu());
        }
    }

    @Test
    void shouldFollowMacs() {
        router.ip("link set eth0 address 0a:58:00:00:00:07");
        host.ip("neigh replace 10.9.0.2 lladdr 0a:58:00:00:00:07 dev eth0");
        await(() -> to(BEHIND).destinationMac() == 0x0A58_0000_0007L);
        host.ip("link set eth0 address 0a:58:00:00:00:09");
        await(() -> to(NEIGHBOUR).sourceMac() == 0x0A58_0000_0009L);
    }

    @Test
    void shouldFollowAddresses() {
        host.ip("addr add 10.9.0.7/24 dev eth0");
        await(() -> addresses.contains(address("10.9.0.7")));
        host.ip("route replace 10.77.0.0/16 via 10.9.0.2 src 10.9.0.7");
        int source = UdpAddress.ipOf(address("10.9.0.7"));
        await(() -> to(BEHIND).source() == source);
        host.ip("addr flush dev eth0");
        await(() -> hops.size() == 0 && addresses.isEmpty());
    }

    @Test
    void shouldKnowNothingWhileTheLinkIsDown() {
        host.ip("link set eth0 down");
        await(() -> hops.size() == 0);
        host.ip("link set eth0 up");
        host.ip("route replace 10.77.0.0/16 via 10.9.0.2");
        await(() -> hops.size() == 2);
        router.ip("link set eth0 down");
        await(() -> hops.size() == 0);
        host.ip("link del eth0");
        await(() -> addresses.isEmpty());
    }

    @Test
    void shouldLeaveToTheKernelWhatGoesElsewhere() {
        host.ip("route replace blackhole 10.77.0.0/16");
        await(() -> to(BEHIND).equals(NOWHERE));
        assertNotEquals(NOWHERE, to(NEIGHBOUR));
        host.ip("link add other type veth peer name end");
        host.ip("link set other up");
        host.ip("route replace 10.9.0.2/32 dev other");
        await(() -> hops.size() == 0);
    }

    /** The table is one for all of the machine's namespaces: not on that of whoever runs tests. */
    @InKernelLab
    @Test
    void shouldGoOnWhenTheKernelsTableIsFullNoMore() throws Exception {
        Set<Inet4Address> all = new HashSet<>(Set.of(NEIGHBOUR, BEHIND));
        for (int last = 3; last <= 12; last++) {
            router.ip("addr add 10.9.0." + last + "/24 dev eth0");
            all.add(address("10.9.0." + last));
        }
        // Not by readString, which asks for one byte first and gets no more of such a file.
        String lengthMax = Files.readAllLines(TABLE_LENGTH_MAX).getFirst();
        try {
            Files.writeString(TABLE_LENGTH_MAX, "1");
            long before = refusals();
            follower.destinations(all);
            Await.until("the kernel refuses", LONG, () -> refusals() > before);
        } finally {
            Files.writeString(TABLE_LENGTH_MAX, lengthMax);
        }
        await(() -> hops.size() == all.size());
    }

    /** How often somebody found the table full: each processor's, in hex. */
    private static long refusals() {
        try {
            List<String> lines = Files.readAllLines(TABLE_COUNTS);
            int column = List.of(lines.getFirst().strip().split(" +")).indexOf("table_fulls");
            return lines.stream()
                    .skip(1)
                    .mapToLong(line -> Long.parseLong(line.strip().split(" +")[column], 16))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NextHop to(Inet4Address destination) {
        NextHops now = hops;
        int ip = UdpAddress.ipOf(destination);
        int entry = now.find(ip);
        return entry == NextHops.NONE
                ? NOWHERE
                : new NextHop(
                        ip,
                        now.source(entry),
                        now.sourceMac(entry),
                        now.destinationMac(entry),
                        now.mtu(entry));
    }

    private void await(BooleanSupplier condition) {
        Await.until(() -> hops.size() + " next hops, " + addresses, LONG, condition);
    }

    private static long mac(NetworkNamespace of) {
        String text = of.ip("-o link show eth0").replaceAll("(?s).*link/ether (\\S+) .*", "$1");
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private static Inet4Address address(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }
}
