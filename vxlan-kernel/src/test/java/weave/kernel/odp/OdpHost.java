package weave.kernel.odp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameBatch;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;
import weave.linux.tun.Ifreq;
import weave.linux.tun.TunConstants;
import weave.testkit.NetworkNamespace;

/**
 * A host with one container, a bridge and a datapath, and a user space that does what the engine
 * does, no more than is needed: floods what comes out of the TAP to the one other peer in VXLAN,
 * and writes what comes up from there into the TAP.
 */
final class OdpHost implements AutoCloseable {
    static final int UDP_PORT = 6784;
    static final int MTU = 1376;
    private static final int FRAME_LENGTH_MAX = 65_536;
    private static final int POLL_MILLIS = 50;

    final NetworkNamespace host;
    final NetworkNamespace container;
    final long peer;
    final int shortId;
    final int ip;
    final AtomicLong framesCaptured = new AtomicLong();
    final AtomicLong framesUpcalled = new AtomicLong();
    final AtomicLong specials = new AtomicLong();

    private final FileDescriptor tap;
    private final DatagramChannel vxlan;
    private Thread engine;
    private volatile boolean stops;
    private volatile OdpHost destination;
    private volatile OdpHost via;
    private OdpDatapath datapath;
    private ScheduledExecutorService telling;

    OdpHost(String name, int number) throws Exception {
        host = NetworkNamespace.create("odp-" + name);
        container = NetworkNamespace.create("odp-c" + name);
        peer = number;
        shortId = 0x100 + number;
        ip = 10 << 24 | number;
        host.ip("link add weave type bridge mcast_snooping 0 forward_delay 0");
        host.ip("link set weave mtu " + MTU + " up");
        host.ip("link add vethwe-bridge mtu 1376 type veth peer name vethwe-datapath mtu 1376");
        host.ip("link set vethwe-datapath up");
        host.ip("link set vethwe-bridge master weave up");
        NetworkNamespace.join(host, "veth-c", container, "ethwe");
        host.ip("link set veth-c master weave mtu " + MTU);
        container.ip("link set ethwe mtu " + MTU);
        container.ip("addr add 10.32.0." + number + "/24 dev ethwe");
        tap = host.call(OdpHost::openTap);
        host.ip("link set weave-tap mtu " + MTU + " up");
        vxlan = host.call(DatagramChannel::open);
    }

    /** A cable between two. */
    static void join(OdpHost left, OdpHost right) {
        NetworkNamespace.join(left.host, "eth" + right.peer, right.host, "eth" + left.peer);
        left.host.ip("addr add " + left.address() + "/32 dev eth" + right.peer);
        right.host.ip("addr add " + right.address() + "/32 dev eth" + left.peer);
        left.host.ip("route add " + right.address() + "/32 dev eth" + right.peer);
        right.host.ip("route add " + left.address() + "/32 dev eth" + left.peer);
    }

    String address() {
        return "10.0.0." + peer;
    }

    OdpDatapath datapath() {
        return datapath;
    }

    /** Opens the datapath, and user space with it; frames for others go to {@code other}. */
    void start(OdpHost other) throws Exception {
        start(other, other);
    }

    /** The same with a neighbour between. */
    void start(OdpHost other, OdpHost next) throws Exception {
        destination = other;
        via = next;
        datapath = host.call(() -> new OdpDatapath(settings()));
        telling = Executors.newSingleThreadScheduledExecutor();
        datapath.start(telling);
        stops = false;
        engine = Thread.ofPlatform().name("engine-" + peer).start(this::run);
    }

    static OdpSettings settings() {
        return new OdpSettings("datapath", "weave-tap", Optional.of("vethwe-datapath"), MTU);
    }

    /** Ends both; the kernel goes on. */
    void stop() {
        stops = true;
        try {
            engine.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        telling.shutdownNow();
        datapath.close();
    }

    /** One special frame to another host, as heartbeats are. */
    void sendSpecial(OdpHost to, int length) {
        send(ByteBuffer.allocate(length), VxlanLayout.tunnelId(shortId, to.shortId), to);
    }

    private void run() {
        CallState state = new CallState();
        FrameBatch batch = new FrameBatch(64);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = arena.allocate(FRAME_LENGTH_MAX);
            MemorySegment pollfds = arena.allocate(Pollfd.LAYOUT, 2);
            while (!stops) {
                Pollfd.set(pollfds, 0, tap.number(), Pollfd.POLLIN);
                Pollfd.set(pollfds, Pollfd.SIZE, datapath.upcalls().fd(), Pollfd.POLLIN);
                Polling.poll(state, pollfds.address(), 2, POLL_MILLIS);
                capture(state, frame);
                batch.clear();
                datapath.upcalls().receive(state, batch);
                for (int i = 0; i < batch.count(); i++) {
                    deliver(state, batch.offset(i), batch.length(i));
                }
            }
        }
    }

    private void capture(CallState state, MemorySegment frame) {
        int length;
        while ((length = Files.read(state, tap.number(), frame.address(), FRAME_LENGTH_MAX)) > 0) {
            framesCaptured.incrementAndGet();
            int tunnelId = VxlanLayout.tunnelId(shortId, destination.shortId);
            send(frame.asSlice(0, length).asByteBuffer(), tunnelId, via);
        }
    }

    private void send(ByteBuffer frame, int tunnelId, OdpHost to) {
        UnsafeBuffer header = new UnsafeBuffer(new byte[VxlanLayout.HEADER_LENGTH]);
        VxlanLayout.write(header, 0, tunnelId);
        ByteBuffer datagram = ByteBuffer.allocate(VxlanLayout.HEADER_LENGTH + frame.remaining());
        datagram.put(header.byteArray()).put(frame).flip();
        try {
            vxlan.send(datagram, new InetSocketAddress(to.address(), UDP_PORT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deliver(CallState state, int upcall, int length) {
        UnsafeBuffer buffer = datapath.upcalls().memory().buffer();
        if (!Upcall.isWhole(buffer, upcall, length) || Upcall.port(buffer, upcall) != UDP_PORT) {
            throw new AssertionError("an upcall without its header");
        }
        int frame = upcall + Upcall.HEADER_LENGTH;
        framesUpcalled.incrementAndGet();
        long source = Ethernet.source(buffer, frame);
        if (source == 0) {
            specials.incrementAndGet();
            return;
        }
        int tunnelId = Upcall.tunnelId(buffer, upcall);
        int frameLength = length - Upcall.HEADER_LENGTH;
        if (VxlanLayout.destinationShortId(tunnelId) != shortId) {
            ByteBuffer relayed = ByteBuffer.allocate(frameLength);
            buffer.getBytes(frame, relayed, 0, frameLength);
            send(relayed, tunnelId, Upcall.address(buffer, upcall) == via.ip ? destination : via);
            return;
        }
        datapath.learned(source, destination.peer);
        long address = datapath.upcalls().memory().address(frame);
        Files.write(state, tap.number(), address, frameLength);
    }

    private static FileDescriptor openTap() {
        CallState state = new CallState();
        int flags = Files.O_RDWR | Files.O_NONBLOCK | Files.O_CLOEXEC;
        FileDescriptor file =
                new FileDescriptor("open tun", Files.open(state, "/dev/net/tun", flags));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(Ifreq.LAYOUT);
            Ifreq.ifr_name(request, 0, "weave-tap");
            Ifreq.ifr_flags(request, 0, TunConstants.IFF_TAP | TunConstants.IFF_NO_PI);
            LinuxException.check(
                    "TUNSETIFF",
                    Files.ioctl(state, file.number(), TunConstants.TUNSETIFF, request.address()));
        }
        return file;
    }

    @Override
    public void close() {
        if (engine != null && !stops) {
            stop();
        }
        tap.close();
        try {
            vxlan.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        container.close();
        host.close();
    }

    /** The routes to others, all of whom {@code next} leads to, or each itself if it is null. */
    ForwardingSnapshot routesTo(OdpHost next, OdpHost... others) {
        ForwardingSnapshot.Builder builder =
                new ForwardingSnapshot.Builder(1, peer).shortId(peer, shortId, true);
        for (OdpHost other : others) {
            builder.route(other.peer, next == null ? other.peer : next.peer)
                    .shortId(other.peer, other.shortId, true);
        }
        return builder.build();
    }

    /** Tells the datapath of a neighbour that carries. */
    void carryTo(OdpHost neighbour) {
        datapath.neighbour(neighbour.peer, neighbour.ip, UDP_PORT, false);
        datapath.carry(neighbour.peer, true);
    }

    /** All that user space has had to do with, and the kernel. */
    String seen() {
        return " before; captured %s, upcalled %s, %s%n%s"
                .formatted(framesCaptured, framesUpcalled, datapath.status(), flows());
    }

    /** How many packets each kind of flow has carried, as {@code ovs-dpctl} says. */
    String flows() {
        return host.run("ovs-dpctl", "dump-flows", "datapath").stdout();
    }
}
