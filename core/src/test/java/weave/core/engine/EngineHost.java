package weave.core.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.fakes.MemoryPort;
import weave.core.tuning.Tuning;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;

/** An engine on loopback with a port in memory, run by the test's thread: one host of several. */
final class EngineHost implements AutoCloseable {
    static final int LOCAL_MTU = 1500;
    private static final int LOOPBACK = 0x7F000001;
    private static final int METADATA_LENGTH = 256 * 1024;
    private static final int VALUES_LENGTH = 64 * 1024;

    final long name;
    final MemoryPort port = new MemoryPort();
    final ForwardingTable routes;
    final Engine engine;
    private final CountersManager counters =
            new CountersManager(
                    new UnsafeBuffer(ByteBuffer.allocateDirect(METADATA_LENGTH)),
                    new UnsafeBuffer(ByteBuffer.allocateDirect(VALUES_LENGTH)));
    private final Endpoint endpoint;
    private final int udpPort = freePort();
    private int lastId;

    /** What connections made from now on have agreed on. */
    boolean leavesChecksums;

    EngineHost(long name) {
        this.name = name;
        routes = new ForwardingTable(ForwardingSnapshot.alone(name));
        endpoint = Endpoint.open(LOOPBACK, udpPort, Tuning.defaults());
        engine = new Engine(name, port, LOCAL_MTU, Tuning.defaults(), endpoint, routes, counters);
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
                        engine.sender(),
                        null,
                        null,
                        leavesChecksums,
                        new ConnectionCounters(counters, to.name));
        connection.publishRemoteAddress(to.address());
        connection.publishPathLimits(mtu, mtu + 14 + 14 + 6);
        engine.connections().add(connection);
        return connection;
    }

    /** Runs both agents once. */
    int work() {
        try {
            return engine.ingress().doWork() + engine.egress().doWork();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    long read(DataplaneCounter counter) {
        return engine.counters().read(counter);
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
        endpoint.close();
        port.close();
    }
}
