package weave.xdp.port;

import java.util.List;
import weave.core.contract.DatagramPath;
import weave.core.contract.RecordedRefusals;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramReceiver;
import weave.core.udp.DatagramSender;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.Endpoint;
import weave.linux.call.CallState;
import weave.testkit.CardPair;
import weave.testkit.NetworkNamespace;
import weave.xdp.program.XdpMode;

/** From the left host to the right one, each with AF_XDP or only with sockets of UDP. */
final class UplinkPair implements DatagramPath {
    private static final int BLOCK_LENGTH = 1 << 20;
    private static final int DATAGRAMS_MAX = 512;
    private static final int BATCH = 16;
    private static final int SLOT_LENGTH = 66 * 1024;
    private static final Tuning TUNING = Tuning.builder().queues(1).build();

    final NetworkNamespace left = NetworkNamespace.create("left");
    final NetworkNamespace right = NetworkNamespace.create("right");

    /** Null for a pair of virtual links. */
    private final CardPair cards;

    /** What one has that has no AF_XDP; null else. */
    private Endpoint leftEndpoint;

    private Endpoint rightEndpoint;
    private DatagramSender sender;
    private DatagramReceiver receiver;
    private RecordedRefusals refusals = new RecordedRefusals();

    /** What one has that has; null else. */
    private Uplink leftUplink;

    private Uplink rightUplink;

    /** Two network cards, joined: those of the kernel lab. */
    static UplinkPair ofCards() {
        return new UplinkPair();
    }

    private UplinkPair() {
        cards = CardPair.plug(left, right, "eth0");
        up();
    }

    UplinkPair(int queues, int mtu) {
        cards = null;
        String each = " numrxqueues " + queues + " numtxqueues " + queues + " mtu " + mtu;
        left.ip("link add eth0" + each + " type veth peer name eth0 netns " + right.name() + each);
        up();
    }

    private void up() {
        left.ip("addr add 10.9.0.1/24 dev eth0");
        right.ip("addr add 10.9.0.2/24 dev eth0");
        left.ip("link set eth0 up");
        right.ip("link set eth0 up");
    }

    UplinkPair leftSocket() throws Exception {
        leftEndpoint = left.call(() -> Endpoint.open(LEFT, PORT, TUNING)).getFirst();
        sender =
                new DatagramSender(
                        leftEndpoint,
                        new CallState(),
                        refusals,
                        BLOCK_LENGTH,
                        DATAGRAMS_MAX,
                        false);
        return this;
    }

    UplinkPair rightSocket() throws Exception {
        rightEndpoint = right.call(() -> Endpoint.open(0, PORT, TUNING)).getFirst();
        receiver =
                new DatagramReceiver(new CallState(), rightEndpoint.mainFd(), BATCH, SLOT_LENGTH);
        return this;
    }

    UplinkPair leftXdp(int queues, int mtu, XdpMode mode) throws Exception {
        leftUplink = new Uplink(left, LEFT, queues, mtu, mode);
        leftUplink.neighbour(right, RIGHT, mtu);
        refusals = leftUplink.refusals();
        return this;
    }

    UplinkPair rightXdp(int queues, int mtu, XdpMode mode) throws Exception {
        rightUplink = new Uplink(right, RIGHT, queues, mtu, mode);
        rightUplink.neighbour(left, LEFT, mtu);
        return this;
    }

    Uplink leftUplink() {
        return leftUplink;
    }

    Uplink rightUplink() {
        return rightUplink;
    }

    @Override
    public DatagramTarget target() {
        return leftUplink != null ? leftUplink.target() : sender;
    }

    @Override
    public List<DatagramSource> sources() {
        return rightUplink != null
                ? List.of(rightUplink.source(), rightUplink.receiver())
                : List.of(receiver);
    }

    @Override
    public RecordedRefusals refusals() {
        return refusals;
    }

    @Override
    public void close() {
        AutoCloseable[] parts = {
            sender,
            receiver,
            leftEndpoint,
            rightEndpoint,
            leftUplink,
            rightUplink,
            cards,
            left,
            right
        };
        for (AutoCloseable part : parts) {
            close(part);
        }
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
