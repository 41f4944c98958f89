package weave.gossip.dns.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.dns.DnsRecordType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.gossip.dns.Names;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordType;
import weave.testkit.Await;
import weave.testkit.Seed;

/** What no client of good will sends: the server stays small, and there for the others. */
class HostileQueriesTest {
    private static final int REQUESTS = 100_000;
    private static final long GROWTH_MAX = 64L << 20;
    private static final long IDLE_MILLIS = 1_000;

    private final Random random = new Random(Seed.next(HostileQueriesTest.class));
    private final Nameserver names = Names.alone(1);
    private FakeUpstream upstream;
    private DnsServer server;

    @BeforeEach
    void serve() throws IOException {
        for (int i = 0; i < 60; i++) {
            Names.add(names, "big.weave.local", RecordType.A, "10.40.0." + i);
        }
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        upstream = new FakeUpstream(query -> FakeUpstream.refusal(query, AnswerWriter.NAME_ERROR));
        server =
                DnsServer.listen(
                        new InetSocketAddress("127.0.0.1", 0),
                        names.domain(),
                        names.index(),
                        UpstreamServers.of(List.of(upstream.address())),
                        Duration.ofMillis(200),
                        TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    private static byte[] query(int id, String name, DnsRecordType type) {
        try {
            return Message.query(id, name, type);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void assertServesOthers() throws Exception {
        byte[] query = query(1, "web.weave.local.", DnsRecordType.A);
        assertEquals(1, Message.of(Client.byUdp(server.address(), query)).answers().size());
        assertEquals(1, Message.of(Client.byTcp(server.address(), query)).answers().size());
    }

    /** A message that may begin like a query. */
    private byte[] malformed() {
        String[] known = {"web.weave.local.", "big.weave.local.", "1.0.32.10.in-addr.arpa.", "x."};
        byte[] query = query(random.nextInt(1 << 16), known[random.nextInt(4)], DnsRecordType.A);
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(600)];
                random.nextBytes(noise);
                return noise;
            }
            case 1 -> {
                return Arrays.copyOf(query, random.nextInt(query.length));
            }
            case 2 -> {
                // Long, with records that claim to be there.
                byte[] longer = Arrays.copyOf(query, query.length + random.nextInt(4_000));
                random.nextBytes(longer);
                System.arraycopy(query, 0, longer, 0, query.length);
                longer[6 + random.nextInt(6)] = (byte) random.nextInt(256);
                return longer;
            }
            case 3 -> {
                query[4] = (byte) random.nextInt(256);
                return query;
            }
            default -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    query[random.nextInt(query.length)] = (byte) random.nextInt(256);
                }
                return query;
            }
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(pool -> pool.getMemoryUsed())
                        .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
    }

    @Test
    void shouldNeverFailOnAMalformedQuery() {
        Answerer answerer =
                new Answerer(
                        new byte[] {5, 'w', 'e', 'a', 'v', 'e', 5, 'l', 'o', 'c', 'a', 'l', 0},
                        names.index(),
                        random.nextLong());
        for (int i = 0; i < REQUESTS; i++) {
            byte[] query = malformed();
            Answerer.Verdict verdict = answerer.answer(query, query.length, random.nextBoolean());
            if (verdict == Answerer.Verdict.ANSWERED) {
                int length = answerer.messageLength();
                assertTrue(length >= 12 && length <= AnswerWriter.LENGTH_MAX);
                assertEquals(query[0], answerer.message()[0]);
                assertTrue((answerer.message()[2] & 0x80) != 0);
            }
        }
    }

    @Test
    void shouldServeOthersWhenDatagramsAreMalformed() throws Exception {
        assertServesOthers();
        long before = usedAfterCollection();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < REQUESTS; i++) {
                byte[] query = malformed();
                socket.send(new DatagramPacket(query, query.length, server.address()));
                if (i % 10_000 == 0) {
                    assertServesOthers();
                }
            }
        }
        assertServesOthers();
        long after = usedAfterCollection();
        assertTrue(after - before < GROWTH_MAX, () -> "grew by " + (after - before));
    }

    @Test
    void shouldServeOthersWhenMessagesOverTcpAreMalformed() throws Exception {
        assertServesOthers();
        long before = usedAfterCollection();
        int sent = 0;
        while (sent < REQUESTS) {
            try (Socket socket = connect()) {
                for (int i = 0; i < 1_000; i++) {
                    Client.send(socket, malformed());
                    sent++;
                    drain(socket.getInputStream());
                }
            } catch (IOException letGo) {
                // It may be.
            }
            if (sent % 10_000 < 1_000) {
                assertServesOthers();
            }
        }
        assertServesOthers();
        long after = usedAfterCollection();
        assertTrue(after - before < GROWTH_MAX, () -> "grew by " + (after - before));
    }

    @Test
    void shouldLetGoOfClientsThatDawdle() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect();
                // A message of 64 KB, of which little ever comes.
                socket.getOutputStream().write(new byte[] {-1, -1, 0});
                slow.add(socket);
            }
            assertServesOthers();
            for (Socket socket : slow) {
                assertEquals(-1, socket.getInputStream().read());
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void shouldBoundTheConnectionsOfOneClient() throws Exception {
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * TcpQueries.CONNECTIONS_PER_CLIENT_MAX; i++) {
                many.add(connect());
            }
            Socket last = many.getLast();
            assertEquals(-1, last.getInputStream().read());
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }
        Await.until(
                "room again",
                Duration.ofSeconds(20),
                () -> {
                    try {
                        assertServesOthers();
                        return true;
                    } catch (Exception notYet) {
                        return false;
                    }
                });
    }

    @Test
    void shouldLetGoOfAClientThatAsksButDoesNotListen() throws Exception {
        long before = usedAfterCollection();
        try (Socket socket = connect()) {
            byte[] query = query(1, "big.weave.local.", DnsRecordType.A);
            Await.until("let go", Duration.ofSeconds(20), () -> !takes(socket, query));
        }
        assertServesOthers();
        long after = usedAfterCollection();
        assertTrue(after - before < GROWTH_MAX, () -> "grew by " + (after - before));
    }

    private static boolean takes(Socket socket, byte[] query) {
        try {
            for (int i = 0; i < 1_000; i++) {
                Client.send(socket, query);
            }
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.address().getPort());
        socket.setSoTimeout(Client.TIMEOUT_MILLIS);
        return socket;
    }

    private static void drain(InputStream in) throws IOException {
        while (in.available() > 0) {
            in.skip(in.available());
        }
    }
}
