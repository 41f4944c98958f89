package weave.bench.xdp;

import static weave.bench.lab.Namespace.await;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.core.engine.Limits;
import weave.core.frame.Ethernet;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;
import weave.core.udp.NextHopTable;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.xdp.port.XdpUplink;
import weave.xdp.port.XdpUplinkConfig;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;
import weave.xdp.socket.XdpSocketConfig;

/**
 * A host of the overlay whose containers send without end, and a neighbour that drops all.
 *
 * <pre>
 *   own: source ─ AF_XDP ─▶ tap0 ─ engine ─ eth0 ══ veth ══ eth0 ─ XDP: drop :other
 * </pre>
 */
final class OverlayBed implements AutoCloseable {
    static final long SELF = 0x0200_5E00_5301L;
    static final long NEIGHBOUR = 0x0200_5E00_5302L;
    static final int PORT = 6783;

    /** As sleeve's records are behind each other in a datagram. */
    static final int UNDERLAY_OVERHEAD = 28 + 6 + 14 + Ethernet.HEADER_LENGTH;

    private static final String DEVICE = "eth0";
    private static final String TAP = "tap0";
    private static final int USUAL_MTU = 1500;
    private static final int BATCH = 64;
    private static final int NEIGHBOUR_IP = 0xC000_0202;

    final int mtu;
    private final XdpMode mode;
    private final Tuning tuning = Tuning.builder().queues(1).build();
    private final Namespace own = Namespace.create("overlay-own");
    private final Namespace other = Namespace.create("overlay-other");
    private final Thread whenInterrupted = Thread.ofPlatform().unstarted(this::removeNamespaces);
    private List<TapPort> tap = List.of();
    private Drop drop;

    OverlayBed(int length, XdpMode mode) {
        this.mode = mode;
        mtu = Math.max(USUAL_MTU, length + UNDERLAY_OVERHEAD);
        Runtime.getRuntime().addShutdownHook(whenInterrupted);
        try {
            link();
            tap = own.call(() -> TapPort.open(TAP, tuning, Limits.FRAME_SLOT_LENGTH));
            own.output("sysctl", "-qw", "net.ipv6.conf." + TAP + ".disable_ipv6=1");
            own.ip("link set " + TAP + " up mtu " + mtu);
            int otherIndex = index(other, DEVICE);
            drop = await(other.begin("drop", () -> new Drop(otherIndex, mode)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void link() {
        String peer = " type veth peer name " + DEVICE + " netns " + other.name();
        own.ip("link add " + DEVICE + " mtu " + mtu + peer + " mtu " + mtu);
        for (Namespace side : List.of(own, other)) {
            side.output("sysctl", "-qw", "net.ipv6.conf." + DEVICE + ".disable_ipv6=1");
            side.ip("link set " + DEVICE + " up");
        }
        own.ip("addr add 192.0.2.1/24 dev " + DEVICE);
        own.ip("neigh add 192.0.2.2 lladdr " + address(other) + " dev " + DEVICE);
        Patience.until(
                Patience.SOON,
                () -> "the veth pair has no carrier",
                () -> own.ip("-o link show " + DEVICE).contains("LOWER_UP"));
    }

    List<TapPort> tap() {
        return tap;
    }

    Tuning tuning() {
        return tuning;
    }

    /** Ordinary sockets. */
    Endpoint endpoint() {
        return own.call(() -> Endpoint.open(0, PORT, tuning)).getFirst();
    }

    /** AF_XDP on the link. */
    XdpUplink uplink() {
        NextHopTable nextHops = new NextHopTable();
        int ip = TestFrame.ip(TestFrame.OWN_ADDRESS);
        nextHops.publishRelease(
                NextHops.builder()
                        .add(new NextHop(NEIGHBOUR_IP, ip, mac(own), mac(other), mtu))
                        .build());
        XdpUplinkConfig config =
                new XdpUplinkConfig(
                        DEVICE,
                        index(own, DEVICE),
                        1,
                        1,
                        mtu,
                        PORT,
                        false,
                        mode,
                        CopyMode.COPY,
                        false,
                        false,
                        false,
                        BATCH,
                        Limits.SEND_BLOCK_LENGTH);
        XdpUplink uplink = own.call(() -> XdpUplink.open(config, nextHops));
        Set<InetAddress> addresses = Set.of(TestFrame.OWN_ADDRESS);
        uplink.addresses(addresses);
        return uplink;
    }

    /** What sends frames to the TAP as the containers' bridge would. */
    QueueGroup openSource() {
        int tapIndex = index(own, TAP);
        XdpSocketConfig config = XdpSocketConfig.of(TAP, tapIndex, 0).withCopyMode(CopyMode.COPY);
        return own.call(() -> new QueueGroup(List.of(config), false));
    }

    /** The neighbour's address of the underlay. */
    static int neighbourIp() {
        return NEIGHBOUR_IP;
    }

    private static int index(Namespace where, String device) {
        String shown = where.ip("-o link show dev " + device);
        return Integer.parseInt(shown.substring(0, shown.indexOf(':')));
    }

    private static String address(Namespace of) {
        String shown = of.ip("-o link show dev " + DEVICE);
        String label = "link/ether ";
        return shown.substring(shown.indexOf(label) + label.length()).split(" ", 2)[0];
    }

    private static long mac(Namespace of) {
        return Long.parseLong(address(of).replace(":", ""), 16);
    }

    @Override
    public void close() {
        if (drop != null) {
            drop.close();
        }
        tap.forEach(TapPort::close);
        try {
            Runtime.getRuntime().removeShutdownHook(whenInterrupted);
            removeNamespaces();
        } catch (IllegalStateException interrupted) {
            // Then that thread removes them.
        }
    }

    private void removeNamespaces() {
        other.close();
        own.close();
    }
}
