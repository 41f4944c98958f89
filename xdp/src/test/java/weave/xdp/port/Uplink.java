package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Set;
import weave.core.contract.RecordedRefusals;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.Endpoint;
import weave.core.udp.NextHopTable;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;
import weave.testkit.NetworkNamespace;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

/** A host with sockets of UDP and of AF_XDP on each queue of its link. */
final class Uplink implements AutoCloseable {
    static final int PORT = 6783;

    private static final String DEVICE = "eth0";
    private static final int BLOCK_LENGTH = 256 * 1024;
    private static final int DATAGRAMS_MAX = 5000;
    private static final int BATCH = 64;
    private static final int SLOT_LENGTH = 66 * 1024;

    private final NetworkNamespace host;
    private final int ip;
    private final NextHopTable nextHops = new NextHopTable();
    private final RecordedRefusals refusals = new RecordedRefusals();
    private final XdpUplink uplink;
    private final UplinkShare share;
    private final Endpoint endpoint;
    private final DatagramReceiver receiver;
    private final XdpTarget target;

    /**
     * @param host whose link is there and up, with an address
     * @param ip that address
     */
    Uplink(NetworkNamespace host, int ip, int queues, int mtu, XdpMode mode) throws Exception {
        this.host = host;
        this.ip = ip;
        int index = Integer.parseInt(host.ip("-o link show " + DEVICE).split(":")[0]);
        XdpUplinkConfig config =
                new XdpUplinkConfig(
                        DEVICE,
                        index,
                        queues,
                        1,
                        mtu,
                        PORT,
                        true,
                        mode,
                        CopyMode.ANY,
                        false,
                        false,
                        false,
                        BATCH,
                        BLOCK_LENGTH);
        uplink = host.call(() -> XdpUplink.open(config, nextHops));
        share = uplink.shares().getFirst();
        uplink.addresses(Set.of(address(ip)));
        Tuning tuning = Tuning.builder().queues(1).build();
        endpoint = host.call(() -> Endpoint.open(0, PORT, tuning)).getFirst();
        receiver = new DatagramReceiver(new CallState(), endpoint.mainFd(), BATCH, SLOT_LENGTH);
        target =
                share.target(
                        new DatagramSender(
                                endpoint, new CallState(), refusals, 0, DATAGRAMS_MAX, false));
    }

    /** The other host is behind the link. */
    void neighbour(NetworkNamespace other, int otherIp, int mtu) {
        nextHops.publishRelease(
                NextHops.builder()
                        .add(new NextHop(otherIp, ip, mac(host), mac(other), mtu))
                        .build());
    }

    static long mac(NetworkNamespace of) {
        String text =
                of.ip("-o link show " + DEVICE).replaceAll("(?s).*link/ether (\\S+) .*", "$1");
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private static InetAddress address(int ip) throws Exception {
        byte[] bytes = {(byte) (ip >>> 24), (byte) (ip >>> 16), (byte) (ip >>> 8), (byte) ip};
        return InetAddress.getByAddress(bytes);
    }

    /** Of sleeve, packed. */
    long address() {
        return UdpAddress.pack(ip, PORT);
    }

    XdpSource source() {
        return share.source();
    }

    XdpTarget target() {
        return target;
    }

    /** What the program passes on comes by this. */
    DatagramReceiver receiver() {
        return receiver;
    }

    /** Those that are with the kernel at the moment. */
    long framesLent() {
        return uplink.framesLent();
    }

    /** Datagrams that came by a queue of the link. */
    long received(int queue) {
        return uplink.received(queue);
    }

    boolean isAttached() {
        return uplink.isAttached();
    }

    RecordedRefusals refusals() {
        return refusals;
    }

    @Override
    public void close() {
        share.source().close();
        target.close();
        receiver.close();
        endpoint.close();
        uplink.close();
        assertEquals(0, uplink.framesLent());
    }
}
