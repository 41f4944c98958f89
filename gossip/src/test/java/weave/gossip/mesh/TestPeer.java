package weave.gossip.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.peer.PeerName;

/** A router on a host of an {@link InMemoryNetwork}, with an overlay that is always ready. */
final class TestPeer {
    final InetAddress host;
    final PeerName name;
    final MeshRouter router;
    final ForwardingTable table;
    final ReadyOverlay overlay = new ReadyOverlay("sleeve");

    private TestPeer(
            ControlLoop loop,
            InMemoryNetwork network,
            InetAddress host,
            long seed,
            MeshConfig config) {
        QuietLog.begin();
        this.host = host;
        this.name = config.name();
        this.table = new ForwardingTable(ForwardingSnapshot.alone(name.value()));
        this.router =
                new MeshRouter(
                        config,
                        loop,
                        network.transport(host),
                        List.of(overlay),
                        table,
                        new Random(seed));
        try {
            router.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The peer named 02:00:00:00:00:n on 10.0.0.n. */
    static TestPeer start(
            ControlLoop loop,
            InMemoryNetwork network,
            int number,
            long seed,
            UnaryOperator<MeshConfig.Builder> options) {
        return start(loop, network, number, number, seed, options);
    }

    static TestPeer start(
            ControlLoop loop,
            InMemoryNetwork network,
            int hostNumber,
            int nameNumber,
            long seed,
            UnaryOperator<MeshConfig.Builder> options) {
        MeshConfig.Builder builder =
                MeshConfig.builder(nameOf(nameNumber), "host" + hostNumber)
                        .host(hostOf(hostNumber));
        return new TestPeer(
                loop, network, hostOf(hostNumber), seed, options.apply(builder).build());
    }

    static PeerName nameOf(int number) {
        return new PeerName(0x020000000000L + number);
    }

    static InetAddress hostOf(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    List<String> connect(TestPeer... others) {
        List<String> texts =
                java.util.Arrays.stream(others).map(p -> p.host.getHostAddress()).toList();
        return router.connect(texts, false).join();
    }

    MeshStatus status() {
        return router.status();
    }

    /** Our only connection or target. */
    MeshStatus.Connection onlyConnection() {
        List<MeshStatus.Connection> connections = status().connections();
        if (connections.size() != 1) {
            throw new AssertionError("not one connection: " + connections);
        }
        return connections.getFirst();
    }

    boolean isEstablishedWith(TestPeer other) {
        return status().connections().stream()
                .anyMatch(c ->
                        c.remote().equals(other.name) && c.state() == MeshStatus.State.ESTABLISHED);
    }

    boolean forwardsTo(TestPeer other, TestPeer via) {
        return table.currentAcquire().nextHop(other.name.value()) == via.name.value();
    }

    long establishedCount() {
        return status().connections().stream()
                .filter(c -> c.state() == MeshStatus.State.ESTABLISHED)
                .count();
    }
}
