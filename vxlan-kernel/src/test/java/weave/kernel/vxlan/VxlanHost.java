package weave.kernel.vxlan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.port.FramePort;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.linux.call.CallState;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;

/**
 * A host with a bridge, a container on it and a datapath, and a cable to a machine that has the
 * addresses of its two neighbours, where the test sends and receives VXLAN byte by byte.
 */
final class VxlanHost implements AutoCloseable {
    static final long SELF = 0x02_5E00_5300_02L;
    static final long LEFT = 0x02_5E00_5300_01L;
    static final long RIGHT = 0x02_5E00_5300_03L;
    static final int ID_SELF = 0xBBB;
    static final int ID_LEFT = 0xAAA;
    static final int ID_RIGHT = 0xCCC;
    static final int LEFT_IP = 0xC000_0201;
    static final int RIGHT_IP = 0xC000_0203;
    static final int PORT = 6784;
    static final String BRIDGE = "weave";
    static final String DEVICE = "vxlan-6784";
    static final String PLAIN_DEVICE = "vxlan-6784-in";

    /** The container's address, and those of containers at the neighbours. */
    static final long BOX = 0x02_0000_0000_0BL;

    static final long AT_LEFT = 0x02_0000_0000_01L;
    static final long AT_RIGHT = 0x02_0000_0000_03L;

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String HOST_ADDRESS = "192.0.2.2";
    private static final int HOST_IP = 0xC000_0202;
    private static final int SLOT_LENGTH = 4096;
    private static final int HEADROOM = 64;
    private static final int BATCH = 64;

    final NetworkNamespace namespace = NetworkNamespace.create("vxlan");
    private final NetworkNamespace wire = NetworkNamespace.create("wire");
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work ->
                    new Thread(() -> {
                        namespace.enter();
                        work.run();
                    }));
    private final CallState state = new CallState();
    private final FrameMemory memory = new FrameMemory(1, SLOT_LENGTH);
    private final GatherBatch outgoing = new GatherBatch(1);
    private final FrameBatch incoming = new FrameBatch(BATCH);

    /** The container. */
    final TapPort box;

    /** What the bridge leaves to user space. */
    final TapPort tap;

    /** VXLAN from the left neighbour. */
    private final VxlanSender fromLeft;

    final DatagramSocket left;
    final DatagramSocket right;
    VxlanDatapath datapath;

    VxlanHost() throws Exception {
        namespace.run("sysctl", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1").orFail();
        NetworkNamespace.join(namespace, "eth0", wire, "eth0");
        namespace.ip("addr add " + HOST_ADDRESS + "/24 dev eth0");
        wire.ip("addr add 192.0.2.1/24 dev eth0");
        wire.ip("addr add 192.0.2.3/24 dev eth0");
        namespace.ip(
                "link add " + BRIDGE + " address 02:5e:00:53:00:02 type bridge mcast_snooping 0");
        namespace.ip("link set " + BRIDGE + " up");
        tap = port("weave-tap");
        box = port("box0");
        fromLeft = wire.call(() -> new VxlanSender(LEFT_IP, HOST_IP, PORT));
        left = socket("192.0.2.1");
        right = socket("192.0.2.3");
        start();
    }

    /** One whose neighbours and containers the kernel knows. */
    static VxlanHost connected() throws Exception {
        VxlanHost host = new VxlanHost();
        host.connect();
        host.learn();
        return host;
    }

    private TapPort port(String name) throws Exception {
        Tuning tuning = Tuning.builder().queues(1).offloads(false).batch(BATCH).build();
        TapPort port = call(() -> TapPort.open(name, tuning, SLOT_LENGTH).getFirst());
        namespace.ip("link set " + name + " master " + BRIDGE + " up");
        return port;
    }

    private DatagramSocket socket(String address) throws Exception {
        return wire.call(() -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, PORT));
            socket.setSoTimeout((int) LONG.toMillis());
            return socket;
        });
    }

    /** Opens the datapath, as a daemon does that starts. */
    void start() throws Exception {
        call(() -> {
            datapath =
                    VxlanDatapath.open(
                            new VxlanConfig(SELF, BRIDGE, "weave-tap", "weave-up", PORT));
            datapath.bypass(true);
            datapath.start(thread);
            return null;
        });
    }

    /** Both neighbours connected and carrying, and the container known to the bridge. */
    void connect() throws Exception {
        call(() -> {
            datapath.routes(routes().build());
            datapath.neighbour(LEFT, LEFT_IP, PORT, false);
            datapath.neighbour(RIGHT, RIGHT_IP, PORT, false);
            datapath.carry(LEFT, true);
            datapath.carry(RIGHT, true);
            return null;
        });
    }

    /** The kernel is told where the containers are. */
    private void learn() throws Exception {
        call(() -> {
            datapath.learned(AT_LEFT, LEFT);
            datapath.learned(AT_RIGHT, RIGHT);
            return null;
        });
        awaitLearned(BOX);
    }

    /** Until the kernel has an entry of the container's address. */
    void awaitLearned(long mac) {
        byte[] frame = frame(AT_RIGHT, mac);
        Await.until(
                "the container's frames go by the kernel",
                LONG,
                () -> {
                    try {
                        sendFromBox(frame);
                        return receive(right, 20).length > 0;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        while (!take(tap).isEmpty()) {}
        drain(right);
    }

    private static void drain(DatagramSocket socket) {
        try {
            while (receive(socket, 1).length > 0) {}
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ForwardingSnapshot.Builder routes() {
        return new ForwardingSnapshot.Builder(1, SELF)
                .route(LEFT, LEFT)
                .route(RIGHT, RIGHT)
                .shortId(SELF, ID_SELF, true)
                .shortId(LEFT, ID_LEFT, true)
                .shortId(RIGHT, ID_RIGHT, true);
    }

    /** Runs work on the datapath's thread, which is on the host. */
    <T> T call(Callable<T> work) throws Exception {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
    }

    /** A frame leaves the container. */
    void sendFromBox(byte[] frame) {
        int offset = memory.offset(0) + HEADROOM;
        memory.buffer().setMemory(offset - HEADROOM, HEADROOM, (byte) 0);
        memory.buffer().putBytes(offset, frame);
        outgoing.clear();
        outgoing.append(offset, frame.length);
        box.transmit(state, memory, outgoing);
    }

    /** VXLAN from the left neighbour to the host. */
    void sendFromLeft(int source, int destination, byte[] frame) {
        fromLeft.send(vxlan(source, destination, frame));
    }

    /** The same with a checksum, as some senders have it. */
    void sendCheckedFromLeft(int source, int destination, byte[] frame) throws Exception {
        byte[] vxlan = vxlan(source, destination, frame);
        InetAddress host = InetAddress.getByName(HOST_ADDRESS);
        left.send(new DatagramPacket(vxlan, vxlan.length, host, PORT));
    }

    private static byte[] vxlan(int source, int destination, byte[] frame) {
        byte[] vxlan = new byte[VxlanLayout.HEADER_LENGTH + frame.length];
        VxlanLayout.write(new UnsafeBuffer(vxlan), 0, VxlanLayout.tunnelId(source, destination));
        System.arraycopy(frame, 0, vxlan, VxlanLayout.HEADER_LENGTH, frame.length);
        return vxlan;
    }

    /** VXLAN to the port of the plain device, which is nobody's but the host's own. */
    void sendToPlainDevice(byte[] frame) throws Exception {
        String device = namespace.ip("-d -o link show " + PLAIN_DEVICE);
        Matcher port = Pattern.compile("dstport (\\d+)").matcher(device);
        assertTrue(port.find(), device);
        byte[] vxlan = new byte[VxlanLayout.HEADER_LENGTH + frame.length];
        VxlanLayout.write(new UnsafeBuffer(vxlan), 0, SteeringProgram.PLAIN_ID);
        System.arraycopy(frame, 0, vxlan, VxlanLayout.HEADER_LENGTH, frame.length);
        InetAddress host = InetAddress.getByName(HOST_ADDRESS);
        int number = Integer.parseInt(port.group(1));
        left.send(new DatagramPacket(vxlan, vxlan.length, host, number));
    }

    int index(String link) throws Exception {
        return Integer.parseInt(
                namespace.run("cat", "/sys/class/net/" + link + "/ifindex").orFail().strip());
    }

    /** How many packets a link of the host has received. */
    long received(String link) {
        String path = "/sys/class/net/" + link + "/statistics/rx_packets";
        return Long.parseLong(namespace.run("cat", path).orFail().strip());
    }

    /** The next datagram at a neighbour; empty if none comes within so long. */
    static byte[] receive(DatagramSocket neighbour, int patienceMillis) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[SLOT_LENGTH], SLOT_LENGTH);
        neighbour.setSoTimeout(patienceMillis);
        try {
            neighbour.receive(packet);
        } catch (SocketTimeoutException nothing) {
            return new byte[0];
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** What reaches a port of the host, until there is something. */
    List<byte[]> await(FramePort port) {
        List<byte[]> frames = new ArrayList<>();
        Await.until("a frame", LONG, () -> frames.addAll(take(port)) || !frames.isEmpty());
        return frames;
    }

    /** What waits at a port. */
    List<byte[]> take(FramePort port) {
        incoming.clear();
        port.receive(state, incoming);
        return copies(port.memory());
    }

    List<byte[]> takeUpcalls() {
        incoming.clear();
        datapath.upcalls().receive(state, incoming);
        return copies(datapath.upcalls().memory());
    }

    /** The next upcall: tunnel id in hex, address in hex, port; and its frame follows. */
    byte[] awaitUpcall() {
        List<byte[]> upcalls = new ArrayList<>();
        Await.until(
                "an upcall",
                LONG,
                () -> {
                    upcalls.addAll(takeUpcalls());
                    return !upcalls.isEmpty();
                });
        return upcalls.getFirst();
    }

    private List<byte[]> copies(FrameMemory from) {
        List<byte[]> copies = new ArrayList<>();
        for (int i = 0; i < incoming.count(); i++) {
            byte[] copy = new byte[incoming.length(i)];
            from.buffer().getBytes(incoming.offset(i), copy);
            copies.add(copy);
        }
        return copies;
    }

    static byte[] frame(long destination, long source) {
        byte[] frame = new byte[100];
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (destination >>> 8 * (5 - i));
            frame[6 + i] = (byte) (source >>> 8 * (5 - i));
        }
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        for (int i = 14; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        return frame;
    }

    /** What user space is given for a frame. */
    static byte[] upcall(int source, int destination, int ip, byte[] frame) {
        byte[] upcall = new byte[Upcall.HEADER_LENGTH + frame.length];
        int tunnelId = VxlanLayout.tunnelId(source, destination);
        Upcall.write(new UnsafeBuffer(upcall), 0, tunnelId, ip, PORT);
        System.arraycopy(frame, 0, upcall, Upcall.HEADER_LENGTH, frame.length);
        return upcall;
    }

    /** Closes the datapath, as a daemon does that ends; what is in the kernel stays. */
    void stop() throws Exception {
        call(() -> {
            datapath.close();
            return null;
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        fromLeft.close();
        left.close();
        right.close();
        box.close();
        tap.close();
        memory.close();
        namespace.close();
        wire.close();
    }
}
