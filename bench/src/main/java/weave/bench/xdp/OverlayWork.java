package weave.bench.xdp;

import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.engine.ConnectionCounters;
import weave.core.engine.DataplaneCounter;
import weave.core.engine.Engine;
import weave.core.engine.EngineQueue;
import weave.core.engine.SleeveConnection;
import weave.core.sleeve.SleeveLayout;
import weave.core.udp.Endpoint;
import weave.core.udp.UdpAddress;
import weave.xdp.port.Departure;
import weave.xdp.port.XdpUplink;

/** Egress of an engine: frames from the TAP, in sleeve's datagrams to the neighbour. */
final class OverlayWork implements QueueWork, AutoCloseable {
    private static final int METADATA_LENGTH = 1 << 20;
    private static final int VALUES_LENGTH = 1 << 18;
    private static final int OUTER_HEADERS = 28;

    private final Endpoint endpoint;

    /** Null to send by the sockets. */
    private final XdpUplink uplink;

    private final Engine engine;
    private final Agent egress;
    private final SleeveConnection connection;
    private long sent;

    OverlayWork(OverlayBed bed, boolean byUplink) {
        endpoint = bed.endpoint();
        uplink = byUplink ? bed.uplink() : null;
        CountersManager counters =
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(METADATA_LENGTH)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(VALUES_LENGTH)));
        ForwardingTable routes =
                new ForwardingTable(
                        new ForwardingSnapshot.Builder(1, OverlayBed.SELF)
                                .route(OverlayBed.NEIGHBOUR, OverlayBed.NEIGHBOUR)
                                .broadcast(OverlayBed.SELF, new long[] {OverlayBed.NEIGHBOUR})
                                .build());
        engine =
                new Engine(
                        OverlayBed.SELF,
                        bed.tap(),
                        null,
                        bed.mtu,
                        bed.tuning(),
                        List.of(endpoint),
                        uplink == null ? List.of() : uplink.shares(),
                        routes,
                        counters);
        EngineQueue queue = engine.queues().getFirst();
        egress = queue.egress();
        queue.macs().learnRemote(TestFrame.DESTINATION, OverlayBed.NEIGHBOUR, System.nanoTime());
        connection =
                new SleeveConnection(
                        1,
                        OverlayBed.SELF,
                        OverlayBed.NEIGHBOUR,
                        0,
                        queue.sender(),
                        null,
                        null,
                        false,
                        new ConnectionCounters(counters, OverlayBed.NEIGHBOUR, ""));
        connection.publishRemoteAddress(UdpAddress.pack(OverlayBed.neighbourIp(), OverlayBed.PORT));
        int overhead = SleeveLayout.UDP_OVERHEAD + SleeveLayout.totalOverhead(false);
        connection.publishPathLimits(bed.mtu - overhead, bed.mtu - OUTER_HEADERS);
        engine.add(connection);
    }

    @Override
    public int turn() {
        try {
            egress.doWork();
        } catch (Exception bug) {
            throw new AssertionError("agents throw nothing", bug);
        }
        long before = sent;
        sent = engine.read(DataplaneCounter.FRAMES_SENT);
        return (int) (sent - before);
    }

    /** The source has to begin, and on a busy machine that takes its time. */
    @Override
    public boolean isUnderWay() {
        return uplink == null ? sent > 0 : pastSockets() > 0;
    }

    /** How many datagrams went past the kernel's sockets. */
    long pastSockets() {
        return uplink == null ? 0 : uplink.count(Departure.FRAME);
    }

    @Override
    public void close() {
        engine.close();
        endpoint.close();
        if (uplink != null) {
            uplink.close();
        }
    }
}
