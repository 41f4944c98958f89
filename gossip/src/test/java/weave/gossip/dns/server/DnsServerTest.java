package weave.gossip.dns.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsRecordType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.gossip.dns.Names;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.RecordType;
import weave.testkit.Await;

/** The server over real sockets of the loopback, with servers upstream that tests make up. */
class DnsServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Nameserver names = Names.alone(30);
    private final List<FakeUpstream> upstreams = new ArrayList<>();
    private DnsServer server;

    @TempDir private Path folder;

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        for (FakeUpstream upstream : upstreams) {
            upstream.close();
        }
    }

    private void serve(FakeUpstream... upstream) throws IOException {
        List<InetSocketAddress> servers =
                Arrays.stream(upstream).map(FakeUpstream::address).toList();
        server =
                DnsServer.listen(
                        ANY_PORT,
                        names.domain(),
                        names.index(),
                        UpstreamServers.of(servers),
                        SHORT);
    }

    private FakeUpstream upstream(UnaryOperator<byte[]> answers) throws IOException {
        FakeUpstream upstream = new FakeUpstream(answers);
        upstreams.add(upstream);
        return upstream;
    }

    private Message ask(String name, DnsRecordType type) throws Exception {
        return Message.of(Client.byUdp(server.address(), Message.query(7, name, type)));
    }

    /** The address 192.0.2.1 for every name, behind an alias, names abbreviated. */
    private static byte[] abbreviated(byte[] query) {
        byte[] question = FakeUpstream.refusal(query, 0);
        ByteBuf answer = Unpooled.buffer().writeBytes(question);
        answer.setShort(6, 2);
        answer.writeShort(0xC00C).writeShort(5).writeShort(1).writeInt(300).writeShort(8);
        answer.writeBytes(new byte[] {5, 'o', 't', 'h', 'e', 'r', (byte) 0xC0, 0x0C});
        answer.writeShort(0xC000 | question.length + 12);
        answer.writeShort(1).writeShort(1).writeInt(300).writeShort(4);
        answer.writeBytes(new byte[] {(byte) 192, 0, 2, 1});
        return Arrays.copyOf(answer.array(), answer.writerIndex());
    }

    @Test
    void shouldAnswerWithEveryKindOfRecord() throws Exception {
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        Names.add(names, "web.weave.local", RecordType.AAAA, "fd00::1");
        Names.add(names, "web.weave.local", RecordType.SRV, "10 5 80 Web.weave.local");
        serve();
        assertEquals(List.of("web.weave.local. 30 A 10.32.0.1"), lines("web", "", "A"));
        assertEquals(List.of("web.weave.local. 30 AAAA fd00::1"), lines("web", "", "AAAA"));
        assertEquals(
                List.of("web.weave.local. 30 SRV 10 5 80 Web.weave.local."),
                lines("web", "", "SRV"));
        assertEquals(0, ask("web.weave.local.", DnsRecordType.MX).code());
        assertEquals(List.of(), lines("web", "", "MX"));
    }

    @Test
    void shouldTellTheNamesOfAddressesOfBothKinds() throws Exception {
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        Names.add(names, "Web.weave.local", RecordType.AAAA, "2001:db8::567:89ab");
        FakeUpstream upstream = upstream(query -> FakeUpstream.refusal(query, 3));
        serve(upstream);
        String reverse = "b.a.9.8.7.6.5.0." + "0.".repeat(16) + "8.b.d.0.1.0.0.2.ip6.arpa.";
        assertEquals(
                List.of(reverse + " 30 PTR Web.weave.local."),
                ask(reverse, DnsRecordType.PTR).lines());
        assertEquals(1, ask(reverse.toUpperCase(Locale.ROOT), DnsRecordType.PTR).lines().size());
        assertEquals(List.of(), ask(reverse, DnsRecordType.TXT).lines());
        assertEquals(
                List.of("1.0.32.10.in-addr.arpa. 30 PTR web.weave.local."),
                ask("1.0.32.10.in-addr.arpa.", DnsRecordType.PTR).lines());
        assertEquals(0, upstream.asked(), "those are ours");
        assertEquals(3, ask("c" + reverse.substring(1), DnsRecordType.PTR).code());
        assertEquals(1, upstream.asked(), "that one is not");
        names.containerDied("c-2001:db8::567:89ab");
        assertEquals(3, ask(reverse, DnsRecordType.PTR).code());
        assertEquals(2, upstream.asked());
    }

    @Test
    void shouldCountWhatBecameOfQueries() throws Exception {
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        FakeUpstream upstream = upstream(query -> query[13] == 'q' ? null : refused(query));
        serve(upstream);
        ask("web.weave.local.", DnsRecordType.A);
        ask("none.weave.local.", DnsRecordType.A);
        ask("www.example.com.", DnsRecordType.A);
        assertEquals(2, ask("quiet.example.com.", DnsRecordType.A).code());
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[3], 3, server.address()));
        }
        DnsCounters counters = server.counters();
        Await.until("ignored", Duration.ofSeconds(20), () -> counters.ignored() == 1);
        assertEquals(2, counters.local());
        assertEquals(1, counters.upstream());
        assertEquals(1, counters.failed());
    }

    private static byte[] refused(byte[] query) {
        return FakeUpstream.refusal(query, AnswerWriter.NAME_ERROR);
    }

    private List<String> lines(String label, String suffix, String type) throws Exception {
        return ask(label + suffix + ".weave.local.", DnsRecordType.valueOf(type)).lines();
    }

    @Test
    void shouldFollowAliasesOfOurs() throws Exception {
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        Names.add(names, "www.weave.local", RecordType.CNAME, "web.weave.local");
        Names.add(names, "old.weave.local", RecordType.CNAME, "WWW.weave.local");
        Names.add(names, "dead.weave.local", RecordType.CNAME, "gone.weave.local");
        Names.add(names, "loop.weave.local", RecordType.CNAME, "loop.weave.local");
        serve();
        assertEquals(
                List.of(
                        "old.weave.local. 30 CNAME WWW.weave.local.",
                        "WWW.weave.local. 30 CNAME web.weave.local.",
                        "web.weave.local. 30 A 10.32.0.1"),
                lines("old", "", "A"));
        assertEquals(
                List.of("old.weave.local. 30 CNAME WWW.weave.local."), lines("old", "", "CNAME"));
        assertEquals(2, lines("old", "", "MX").size());
        assertEquals(AnswerWriter.NAME_ERROR, ask("dead.weave.local.", DnsRecordType.A).code());
        assertEquals(1, lines("dead", "", "A").size());
        assertEquals(AnswerWriter.SERVER_FAILURE, ask("loop.weave.local.", DnsRecordType.A).code());
    }

    @Test
    void shouldAskUpstreamForAliasesOfOthers() throws Exception {
        Names.add(names, "db.weave.local", RecordType.CNAME, "db.example.com");
        serve(upstream(DnsServerTest::abbreviated));
        Message answer = ask("db.weave.local.", DnsRecordType.A);
        assertEquals(
                List.of(
                        "db.weave.local. 30 CNAME db.example.com.",
                        "db.example.com. 300 CNAME other.db.example.com.",
                        "other.db.example.com. 300 A 192.0.2.1"),
                answer.lines());
        assertEquals(7, answer.id());
        Message byTcp =
                Message.of(
                        Client.byTcp(
                                server.address(),
                                Message.query(8, "db.weave.local.", DnsRecordType.A)));
        assertEquals(answer.lines(), byTcp.lines());
        assertEquals(List.of("db.weave.local. 30 CNAME db.example.com."), lines("db", "", "MX"));
    }

    @Test
    void shouldSayThatItFailedWhenNobodyUpstreamKnowsTheAlias() throws Exception {
        Names.add(names, "db.weave.local", RecordType.CNAME, "db.example.com");
        FakeUpstream talkingNonsense = upstream(query -> Arrays.copyOf(abbreviated(query), 60));
        serve(talkingNonsense);
        assertEquals(AnswerWriter.SERVER_FAILURE, ask("db.weave.local.", DnsRecordType.A).code());
        server.close();
        serve(upstream(query -> FakeUpstream.refusal(query, AnswerWriter.NAME_ERROR)));
        Message answer = ask("db.weave.local.", DnsRecordType.A);
        assertEquals(AnswerWriter.NAME_ERROR, answer.code());
        assertEquals(1, answer.answers().size());
    }

    @Test
    void shouldPassAnswersOnByteForByte() throws Exception {
        serve(upstream(DnsServerTest::abbreviated));
        byte[] query = Message.query(0x1234, "Example.COM.", DnsRecordType.A);
        byte[] expected = abbreviated(query);
        assertArrayEquals(expected, Client.byUdp(server.address(), query));
        assertArrayEquals(expected, Client.byTcp(server.address(), query));
    }

    @Test
    void shouldAskTheNextWhenOneIsSilentOrNotThere() throws Exception {
        FakeUpstream silent = upstream(_ -> null);
        FakeUpstream forger = upstream(query -> abbreviated(other(query)));
        FakeUpstream gone = new FakeUpstream(_ -> null);
        gone.close();
        FakeUpstream last = upstream(DnsServerTest::abbreviated);
        serve(silent, forger, gone, last);
        assertEquals(2, ask("example.com.", DnsRecordType.A).answers().size());
        assertEquals(1, silent.asked());
        assertEquals(1, forger.asked());
        byte[] query = Message.query(9, "example.com.", DnsRecordType.A);
        assertEquals(2, Message.of(Client.byTcp(server.address(), query)).answers().size());
    }

    private static byte[] other(byte[] query) {
        byte[] other = query.clone();
        other[13] ^= 1;
        return other;
    }

    @Test
    void shouldSayThatItFailedWhenNobodyAnswers() throws Exception {
        serve(upstream(_ -> null), upstream(_ -> null));
        assertEquals(AnswerWriter.SERVER_FAILURE, ask("example.com.", DnsRecordType.A).code());
        server.close();
        serve();
        assertEquals(AnswerWriter.SERVER_FAILURE, ask("example.com.", DnsRecordType.A).code());
    }

    @Test
    void shouldCutWhatUpstreamSaysWhenTheClientTakesLess() throws Exception {
        serve(upstream(query -> Arrays.copyOf(abbreviated(query), 1_000)));
        byte[] answer =
                Client.byUdp(server.address(), Message.query(1, "example.com.", DnsRecordType.A));
        Message message = Message.of(answer);
        assertTrue(message.isTruncated());
        assertEquals(List.of(), message.answers());
        assertEquals(1, message.questions().size());
    }

    @Test
    void shouldBoundWhatOneClientHasUnderWay() throws Exception {
        FakeUpstream silent = upstream(_ -> null);
        serve(silent);
        int count = Upstream.QUERIES_PER_CLIENT_MAX + 50;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(Client.TIMEOUT_MILLIS);
            Set<Integer> answered = new HashSet<>();
            for (int i = 0; i < count; i++) {
                byte[] query = Message.query(i, "example.com.", DnsRecordType.A);
                socket.send(new DatagramPacket(query, query.length, server.address()));
            }
            while (answered.size() < count) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                Message answer = Message.of(Arrays.copyOf(packet.getData(), packet.getLength()));
                assertEquals(AnswerWriter.SERVER_FAILURE, answer.code());
                answered.add(answer.id());
            }
        }
        assertTrue(silent.asked() <= Upstream.QUERIES_PER_CLIENT_MAX);
    }

    @Test
    void shouldAnswerInEveryOrder() throws Exception {
        for (int i = 1; i <= 3; i++) {
            Names.add(names, "web.weave.local", RecordType.A, "10.32.0." + i);
        }
        serve();
        Set<List<String>> orders = new HashSet<>();
        Await.until(
                "all orders",
                Duration.ofSeconds(20),
                () -> {
                    orders.add(unchecked(() -> lines("web", "", "A")));
                    return orders.size() == 6;
                });
        assertEquals(3, new TreeSet<>(orders.iterator().next()).size());
    }

    private static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadTheServersAgainWhenTheFileChanges() throws Exception {
        Path file = folder.resolve("resolv.conf");
        Files.writeString(
                file,
                "# of somebody\nsearch x\nnameserver 127.0.0.1\nnameserver\t192.0.2.53 \nnameserver"
                        + " nobody\noptions ndots:1\n");
        UpstreamServers servers = UpstreamServers.of(file);
        servers.begin(new InetSocketAddress("127.0.0.1", UpstreamServers.PORT));
        assertEquals(List.of(new InetSocketAddress("192.0.2.53", 53)), servers.current());
        assertFalse(servers.isStale(System.nanoTime()));
        assertTrue(servers.isStale(System.nanoTime() + Duration.ofSeconds(5).toNanos()));
        Files.writeString(file, "nameserver 192.0.2.54\nnameserver fd00::53\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        servers.look();
        assertEquals(
                List.of("192.0.2.54", "fd00::53"),
                servers.current().stream().map(UpstreamServers::text).toList());
        Files.delete(file);
        servers.look();
        assertEquals(2, servers.current().size(), "better than none");
    }

    @Test
    void shouldNotAskItself() {
        UpstreamServers servers =
                UpstreamServers.of(
                        List.of(
                                new InetSocketAddress("127.0.0.1", 53),
                                new InetSocketAddress("127.0.0.1", 54),
                                new InetSocketAddress("192.0.2.1", 53)));
        servers.begin(new InetSocketAddress("0.0.0.0", 53));
        assertEquals(
                List.of("127.0.0.1:54", "192.0.2.1"),
                servers.current().stream().map(UpstreamServers::text).toList());
    }

    @Test
    void shouldAnswerFromTheAddressThatWasAskedWhenItListensOnAll() throws Exception {
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        server =
                DnsServer.listen(
                        new InetSocketAddress("0.0.0.0", 0),
                        names.domain(),
                        names.index(),
                        UpstreamServers.of(List.of()),
                        SHORT);
        byte[] query = Message.query(1, "web.weave.local.", DnsRecordType.A);
        for (String address : List.of("127.0.0.1", "127.0.0.7", "127.0.0.7", "127.1.2.3")) {
            InetSocketAddress asked = new InetSocketAddress(address, server.address().getPort());
            // Connected: an answer from elsewhere would not arrive.
            assertEquals(1, Message.of(Client.byUdp(asked, query)).answers().size(), address);
            assertEquals(1, Message.of(Client.byTcp(asked, query)).answers().size(), address);
        }
    }

    @Test
    void shouldNameTheAddressWhenItIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
            IOException refusal =
                    assertThrows(
                            IOException.class,
                            () ->
                                    DnsServer.listen(
                                            address,
                                            names.domain(),
                                            names.index(),
                                            UpstreamServers.of(List.of()),
                                            SHORT));
            assertEquals(
                    "cannot listen for DNS on 127.0.0.1:"
                            + address.getPort()
                            + ": address already in use",
                    refusal.getMessage());
        }
    }

    @Test
    void shouldAnswerQueriesOfOneConnectionOneAfterTheOther() throws Exception {
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        serve(upstream(DnsServerTest::abbreviated));
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(Client.TIMEOUT_MILLIS);
            Set<Integer> ids = new TreeSet<>();
            for (int i = 0; i < 100; i++) {
                String name = i % 2 == 0 ? "web.weave.local." : "example.com.";
                Client.send(socket, Message.query(i, name, DnsRecordType.A));
            }
            for (int i = 0; i < 100; i++) {
                ids.add(Message.of(Client.receive(socket)).id());
            }
            assertEquals(100, ids.size());
        }
    }
}
