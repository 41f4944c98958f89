package weave.core.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.fakes.MemoryPort;
import weave.core.fastdp.VxlanIntake;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;
import weave.core.udp.Uplink;

/**
 * An engine on loopback with ports in memory, run by the test's thread: one host of several. Its
 * containers' frames all come through one queue of the port, as those of one flow do.
 */
final class EngineHost implements AutoCloseable {
    static final int LOCAL_MTU = 1500;
    private static final int LOOPBACK = 0x7F000001;
    private static final int METADATA_LENGTH = 1024 * 1024;
    private static final int VALUES_LENGTH = 256 * 1024;

    final long name;
    final List<MemoryPort> ports = new ArrayList<>();

    /** Where the containers' frames come from. */
    final MemoryPort port;

    final ForwardingTable routes;
    final Engine engine;
    private final List<EngineQueue> queues;
    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(METADATA_LENGTH)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(VALUES_LENGTH)));
    private final List<Endpoint> endpoints;
    private final int udpPort = freePort();
    private int lastId;

    /** What connections made from now on have agreed on. */
    boolean leavesChecksums;

    EngineHost(long name, int queues) {
        this(name, queues, (VxlanIntake) null);
    }

    /**
     * @param vxlan {@code null} without a fast datapath
     */
    EngineHost(long name, int queues, VxlanIntake vxlan) {
        this(name, queues, vxlan, List.of());
    }

    /**
     * @param uplinks of the queues
     */
    EngineHost(long name, int queues, List<Uplink> uplinks) {
        this(name, queues, null, uplinks);
    }

    private EngineHost(long name, int queues, VxlanIntake vxlan, List<Uplink> uplinks) {
        this.name = name;
        for (int i = 0; i < queues; i++) {
            ports.add(new MemoryPort());
        }
        port = ports.get((int) (name % queues));
        routes = new ForwardingTable(ForwardingSnapshot.alone(name));
        Tuning tuning = Tuning.builder().queues(queues).build();
        endpoints = Endpoint.open(LOOPBACK, udpPort, tuning);
        engine =
                new Engine(
                        name, ports, vxlan, LOCAL_MTU, tuning, endpoints, uplinks, routes,
                        counters);
        this.queues = engine.queues();
    }

    int udpPort() {
        return udpPort;
    }

    long address() {
        return UdpAddress.pack(LOOPBACK, udpPort);
    }

    SleeveConnection connect(EngineHost to, int mtu) {
        SleeveConnection connection =
                new SleeveConnection(
                        ++lastId,
                        name,
                        to.name,
                        0,
                        engine.queueOf(to.name).sender(),
                        null,
                        null,
                        leavesChecksums,
                        new ConnectionCounters(counters, to.name, ""));
        connection.publishRemoteAddress(to.address());
        connection.publishPathLimits(mtu, mtu + 14 + 14 + 6);
        engine.add(connection);
        return connection;
    }

    /** A fast path whose VXLAN goes to {@code address}; it does not carry yet. */
    FastPath connectFast(EngineHost to, long address, int frameLengthMax) {
        return connectFast(to, address, frameLengthMax, false);
    }

    FastPath connectFast(EngineHost to, long address, int frameLengthMax, boolean encrypted) {
        FastPath path =
                new FastPath(
                        ++lastId,
                        to.name,
                        0,
                        frameLengthMax,
                        encrypted,
                        new ConnectionCounters(counters, to.name, "VXLAN "));
        path.publishRemoteAddress(address);
        engine.add(path);
        return path;
    }

    /** What was delivered to the containers since the last call. */
    List<byte[]> take() {
        List<byte[]> frames = new ArrayList<>();
        ports.forEach(queue -> frames.addAll(queue.take()));
        return frames;
    }

    /** The same with each frame's {@code virtio_net_hdr} before it. */
    List<byte[]> takeWithHeaders() {
        List<byte[]> frames = new ArrayList<>();
        ports.forEach(queue -> frames.addAll(queue.takeWithHeaders()));
        return frames;
    }

    /** From now on every duty cycle takes this frame, and what is delivered is not kept. */
    void repeat(byte[] frame) {
        ports.forEach(MemoryPort::keepNothing);
        port.repeat(frame);
    }

    /** The same for a frame with the {@code virtio_net_hdr} before it. */
    void repeatWithHeader(byte[] headerAndFrame) {
        ports.forEach(MemoryPort::keepNothing);
        port.repeatWithHeader(headerAndFrame);
    }

    /** Runs all agents once. */
    int work() {
        int workCount = workIngress();
        for (int i = 0; i < queues.size(); i++) {
            workCount += work(queues.get(i).egress());
        }
        return workCount;
    }

    /** Runs the ingresses once. */
    int workIngress() {
        int workCount = 0;
        for (int i = 0; i < queues.size(); i++) {
            workCount += workIngress(i);
        }
        return workCount;
    }

    /** Runs the ingress of a queue once. */
    int workIngress(int queue) {
        return work(queues.get(queue).ingress());
    }

    private static int work(Agent agent) {
        try {
            return agent.doWork();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    long read(DataplaneCounter counter) {
        return engine.read(counter);
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close();
        endpoints.forEach(Endpoint::close);
        ports.forEach(MemoryPort::close);
    }
}
