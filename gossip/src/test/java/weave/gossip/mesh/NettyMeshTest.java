package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.peer.PeerName;
import weave.testkit.Await;
import weave.testkit.Seed;

/** Routers over real TCP on 127.0.0.1, each with a loop of its own. */
class NettyMeshTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BROKEN_HANDSHAKES = 1000;
    private static final long HEAP_GROWTH_MAX = 32 << 20;

    private final Random random = new Random(Seed.next(NettyMeshTest.class));
    private final List<Peer> started = new ArrayList<>();

    private final class Peer {
        private final NettyControlLoop loop = NettyControlLoop.open();
        private final PeerName name;
        private final ForwardingTable table;
        private final MeshRouter router;
        private final InetSocketAddress address;

        Peer(int number, UnaryOperator<MeshConfig.Builder> options) throws IOException {
            QuietLog.begin();
            name = TestPeer.nameOf(number);
            table = new ForwardingTable(ForwardingSnapshot.alone(name.value()));
            MeshConfig.Builder builder =
                    MeshConfig.builder(name, "host" + number).host(LOOPBACK).port(0);
            router =
                    new MeshRouter(
                            options.apply(builder).build(),
                            loop,
                            new NettyTransport(loop),
                            List.of(new ReadyOverlay("sleeve")),
                            table,
                            new Random(random.nextLong()));
            address = router.start();
            started.add(this);
        }

        <T> T onLoop(Supplier<T> work) {
            return CompletableFuture.supplyAsync(work, loop).join();
        }

        void connect(Peer other) {
            String text = "127.0.0.1:" + other.address.getPort();
            assertEquals(List.of(), onLoop(() -> router.connect(List.of(text), false)).join());
        }

        MeshStatus status() {
            return onLoop(router::status);
        }

        boolean forwardsTo(Peer other) {
            return table.currentAcquire().nextHop(other.name.value()) == other.name.value();
        }
    }

    @AfterEach
    void stopAll() {
        for (Peer peer : started) {
            peer.onLoop(() -> {
                peer.router.stop();
                return true;
            });
            peer.loop.close();
        }
    }

    @Test
    void shouldEstablishOverTcpWhenPlain() throws IOException {
        assertEstablish(builder -> builder);
    }

    @Test
    void shouldEstablishOverTcpWhenEncrypted() throws IOException {
        assertEstablish(builder -> builder.password("secret".getBytes()));
    }

    private void assertEstablish(UnaryOperator<MeshConfig.Builder> options) throws IOException {
        Peer one = new Peer(1, options);
        Peer two = new Peer(2, options);
        one.connect(two);
        Await.until(
                () -> one.status() + "\n" + two.status(),
                PATIENCE,
                () -> one.forwardsTo(two) && two.forwardsTo(one));
        two.onLoop(() -> {
            two.router.stop();
            return true;
        });
        Await.until("gone", PATIENCE, () -> !one.forwardsTo(two));
        Await.until(
                () -> one.status().toString(),
                PATIENCE,
                () ->
                        one.status().connections().stream()
                                .anyMatch(c -> c.info().contains("connection refused, retry: 20")));
    }

    @Test
    void shouldResolveNamesAside() throws IOException {
        Peer one = new Peer(1, builder -> builder);
        Peer two = new Peer(2, builder -> builder);
        List<String> given =
                List.of("localhost:" + two.address.getPort(), "no-such-host.invalid:1");
        List<String> errors = one.onLoop(() -> one.router.connect(given, false)).join();
        assertEquals(
                List.of("cannot resolve peer \"no-such-host.invalid:1\": no such host"), errors);
        Await.until("routes", PATIENCE, () -> one.forwardsTo(two));
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        Peer one = new Peer(1, builder -> builder);
        IOException e =
                org.junit.jupiter.api.Assertions.assertThrows(
                        IOException.class, () -> new Peer(2, b -> b.port(one.address.getPort())));
        assertEquals(
                "cannot listen on 127.0.0.1:" + one.address.getPort() + ": address already in use",
                e.getMessage());
    }

    /** At a twentieth of the time scale: one connection per 2.5 ms, header deadline 0.5 s. */
    @Test
    void shouldCarryOnWhenHandshakesAreBroken() throws Exception {
        Peer good = new Peer(1, b -> b.timeScale(0.05).password("secret".getBytes()));
        List<Socket> slow = new ArrayList<>();
        byte[] wellFormed = openingOfARealPeer();
        long heapBefore = heapInUse();
        for (int i = 0; i < BROKEN_HANDSHAKES; i++) {
            Socket socket = dial(good.address);
            boolean keepOpen = spoil(socket, wellFormed, i % 4);
            if (keepOpen) {
                slow.add(socket);
            } else {
                socket.close();
            }
        }
        Peer other = new Peer(2, b -> b.timeScale(0.05).password("secret".getBytes()));
        other.connect(good);
        Await.until(
                () -> good.status() + "\n" + other.status(),
                PATIENCE,
                () -> good.forwardsTo(other) && other.forwardsTo(good));
        for (Socket socket : slow) {
            assertClosedByPeer(socket);
        }
        Await.until(
                () -> "counted " + good.status().terminationCount(),
                PATIENCE,
                () -> good.status().terminationCount() >= BROKEN_HANDSHAKES);
        assertEquals(1, good.status().connections().size());
        assertEquals(2, good.status().peers().size());
        assertTrue(good.forwardsTo(other));
        long grown = heapInUse() - heapBefore;
        assertTrue(grown < HEAP_GROWTH_MAX, "the heap has grown by " + grown);
    }

    private static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Returns whether the socket has to stay open because nothing it sent is wrong yet. */
    private boolean spoil(Socket socket, byte[] wellFormed, int kind) {
        try {
            OutputStream out = socket.getOutputStream();
            switch (kind) {
                case 0 -> {
                    byte[] noise = new byte[1 + random.nextInt(2000)];
                    random.nextBytes(noise);
                    out.write(noise);
                }
                case 1 -> out.write(Arrays.copyOf(wellFormed, random.nextInt(wellFormed.length)));
                case 2 -> {
                    byte[] flipped = wellFormed.clone();
                    int bit = random.nextInt(8 * flipped.length);
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                    out.write(flipped);
                }
                default -> {
                    out.write(wellFormed, 0, random.nextInt(7));
                    return true;
                }
            }
        } catch (IOException refusedEarly) {
            return false;
        }
        return false;
    }

    /** Header, key and an encrypted message that nobody can open. */
    private byte[] openingOfARealPeer() {
        byte[] bytes = new byte[7 + 33 + 4 + 300];
        random.nextBytes(bytes);
        System.arraycopy(new byte[] {'w', 'e', 'a', 'v', 'e', 1, 2, 1}, 0, bytes, 0, 8);
        System.arraycopy(new byte[] {0, 0, 1, 44}, 0, bytes, 40, 4);
        return bytes;
    }

    private static Socket dial(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, (int) PATIENCE.toMillis());
        return socket;
    }

    private static void assertClosedByPeer(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        try (socket) {
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            // As it should be.
        }
    }

    @Test
    void shouldGiveUpAPeerThatDoesNotRead() throws Exception {
        try (NettyControlLoop loop = NettyControlLoop.open()) {
            NettyTransport transport = new NettyTransport(loop);
            CompletableFuture<String> end = new CompletableFuture<>();
            CompletableFuture<Wire> accepted = new CompletableFuture<>();
            Transport.Listener listener =
                    transport.listen(new InetSocketAddress(LOOPBACK, 0), accepted::complete);
            listener.acceptOne();
            try (Socket deaf = dial(listener.localAddress())) {
                Wire wire = accepted.get();
                loop.execute(() -> wire.start(new EndListener(end)));
                for (int i = 0; i < 64 && !end.isDone(); i++) {
                    loop.execute(() -> wire.write(new byte[1 << 20]));
                }
                assertEquals("peer does not read: too much is waiting for it", end.get());
                assertTrue(deaf.isConnected());
            }
            listener.close();
        }
    }

    private record EndListener(CompletableFuture<String> end) implements WireListener {
        @Override
        public void received(byte[] chunk) {}

        @Override
        public void writable() {}

        @Override
        public void closed(String reason) {
            end.complete(reason);
        }
    }
}
