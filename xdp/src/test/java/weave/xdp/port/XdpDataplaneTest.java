package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import weave.core.contract.SleevePair;
import weave.core.dataplane.Dataplane;
import weave.core.engine.DataplaneCounter;
import weave.core.engine.Limits;
import weave.core.tuning.Tuning;
import weave.core.udp.NextHopTable;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

/** Sleeve between two dataplanes, of which one or both have an uplink; no mesh. */
@Privileged
@Timeout(120)
@ParameterizedClass
@CsvSource({
    "true, false, DRIVER, 1, 1",
    "true, true, DRIVER, 1, 1",
    "true, true, GENERIC, 1, 1",
    "true, false, GENERIC, 1, 1",
    "true, false, DRIVER, 4, 1",
    "true, false, DRIVER, 4, 3",
    "true, true, DRIVER, 4, 2"
})
class XdpDataplaneTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int TCP_BYTES = 20_000_000;
    private static final int MTU = 1500;

    @TempDir Path folder;

    private final boolean leftHasUplink;
    private final boolean rightHasUplink;
    private final XdpMode mode;
    private final int nicQueues;
    private final Tuning tuning;
    private final NetworkNamespace left = NetworkNamespace.create("left");
    private final NetworkNamespace right = NetworkNamespace.create("right");
    private Optional<XdpUplink> leftUplink = Optional.empty();
    private Optional<XdpUplink> rightUplink = Optional.empty();
    private SleevePair pair;

    XdpDataplaneTest(
            boolean leftHasUplink,
            boolean rightHasUplink,
            XdpMode mode,
            int nicQueues,
            int queues) {
        this.leftHasUplink = leftHasUplink;
        this.rightHasUplink = rightHasUplink;
        this.mode = mode;
        this.nicQueues = nicQueues;
        tuning = Tuning.builder().queues(queues).build();
    }

    @BeforeEach
    void twoHosts() throws Exception {
        String queues = " numrxqueues " + nicQueues + " numtxqueues " + nicQueues;
        String end = right.name() + queues;
        left.ip("link add eth0" + queues + " type veth peer name eth0 netns " + end);
        left.ip("addr add 10.99.0.1/24 dev eth0");
        right.ip("addr add 10.99.0.2/24 dev eth0");
        left.ip("link set eth0 up");
        right.ip("link set eth0 up");
        leftUplink = uplink(leftHasUplink, left, 1, right);
        rightUplink = uplink(rightHasUplink, right, 2, left);
        pair = new SleevePair(left, right, folder, tuning, shares(leftUplink), shares(rightUplink));
    }

    private static List<UplinkShare> shares(Optional<XdpUplink> uplink) {
        return uplink.map(XdpUplink::shares).orElse(List.of());
    }

    private Optional<XdpUplink> uplink(
            boolean isWanted, NetworkNamespace host, int number, NetworkNamespace to)
            throws Exception {
        if (!isWanted) {
            return Optional.empty();
        }
        NextHopTable nextHops = new NextHopTable();
        nextHops.publishRelease(
                NextHops.builder()
                        .add(
                                new NextHop(
                                        ip(3 - number),
                                        ip(number),
                                        Uplink.mac(host),
                                        Uplink.mac(to),
                                        MTU))
                        .build());
        int index = Integer.parseInt(host.ip("-o link show eth0").split(":")[0]);
        XdpUplinkConfig config =
                new XdpUplinkConfig(
                        "eth0",
                        index,
                        nicQueues,
                        tuning.queues(),
                        MTU,
                        SleevePair.PORT,
                        false,
                        mode,
                        CopyMode.ANY,
                        false,
                        false,
                        false,
                        64,
                        Limits.SEND_BLOCK_LENGTH);
        XdpUplink opened = host.call(() -> XdpUplink.open(config, nextHops));
        opened.addresses(Set.of(InetAddress.getByName("10.99.0." + number)));
        return Optional.of(opened);
    }

    @AfterEach
    void remove() throws Exception {
        pair.remove();
        for (Optional<XdpUplink> uplink : List.of(leftUplink, rightUplink)) {
            uplink.ifPresent(XdpUplink::close);
            assertEquals(0, uplink.map(XdpUplink::framesLent).orElse(0L));
        }
        left.close();
        right.close();
    }

    @Test
    void shouldEstablishFindThePathMtuAndCarryTraffic() throws Exception {
        pair.awaitPathMtu();

        assertEquals(0, left.run("ping", "-c", "3", "-i", "0.2", "-W", "2", "10.32.0.2").exit());
        TcpStream.assertCarried(left, right, "10.32.0.2", TCP_BYTES, LONG);
        TcpStream.assertCarried(right, left, "10.32.0.1", TCP_BYTES, LONG);
        assertEquals(0, pair.right().read(DataplaneCounter.RECEIVE_UNKNOWN_PEER));
        leftUplink.ifPresent(this::assertCarried);
        rightUplink.ifPresent(this::assertCarried);
        if (leftHasUplink && rightHasUplink && tuning.queues() > 1) {
            // Each sends by the queue of the other's name, which is not that of its own.
            for (Dataplane side : List.of(pair.left(), pair.right())) {
                long others = side.read(DataplaneCounter.DATAGRAMS_HANDED_OVER);
                assertTrue(others > 1000, others + " handed over");
            }
        }
    }

    private void assertCarried(XdpUplink uplink) {
        assertTrue(uplink.count(Departure.FRAME) > 1000);
        long arrived =
                uplink.count(Arrival.DATAGRAM) + uplink.count(Arrival.DATAGRAM_WITHOUT_CHECKSUM);
        // What may be several in one goes by the sockets.
        boolean bySockets = mode == XdpMode.GENERIC && !rightHasUplink;
        assertEquals(!bySockets, arrived > 1000, arrived + " arrived");
        assertEquals(0, uplink.count(Arrival.WRONG_UDP_CHECKSUM));
    }

    private static int ip(int number) {
        return 0x0A63_0000 + number;
    }
}
