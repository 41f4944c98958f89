package weave.tools.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import weave.testkit.Seed;

/** What containers say to each other, checked byte by byte at the other end. */
final class Traffic {
    private static final int UDP_PORT = 7000;
    private static final int MULTICAST_PORT = 7001;
    // Not the one above, to which a datagram may still be on its way.
    private static final int SEGMENTS_PORT = 7002;
    private static final int ATTEMPT_MILLIS = 500;
    private static final int LATE_MILLIS = 2_000;
    private static final int LAST_PATIENCES = 5;
    private static final int SEGMENT_MIN = 20;
    private static final int SEGMENTS_MAX = 64;
    private static final int DATAGRAM_MAX = 65_000;
    private static final int CHUNK = 1 << 16;
    private static final int[] SIZES = {1, 1_400, 65_000};

    private Traffic() {}

    /**
     * Pings, TCP, datagrams of some sizes, IPv6, broadcast and multicast.
     *
     * @param bytes of each TCP connection, each way
     * @param attempts for each datagram: the first large ones may be lost while the path MTU is
     *     searched for
     */
    static void ofAllKinds(Container left, Container right, long bytes, int attempts)
            throws Exception {
        // Without a deadline, who answers late is not waited for.
        left.namespace().run("ping", "-c", "5", "-i", "0.2", "-w", "60", right.ip()).orFail();
        tcpBothWays(left, right, bytes);
        tcpBothWays(left, right, right.ipv6(), bytes);
        for (int size : SIZES) {
            udpEcho(left, right, size, attempts);
        }
        arp(left, right);
        arp(right, left);
        multicast(left, right);
        multicast(right, left);
    }

    /** Sends as many random bytes both ways at once over one TCP connection; both must arrive. */
    static void tcpBothWays(Container left, Container right, long bytes) throws Exception {
        tcpBothWays(left, right, right.ip(), bytes);
    }

    /** The same to another address of the right one. */
    static void tcpBothWays(Container left, Container right, String address, long bytes)
            throws Exception {
        try (ServerSocketChannel server = right.call(ServerSocketChannel::open)) {
            server.bind(new InetSocketAddress(address, 0));
            FutureTask<SocketChannel> accepting = new FutureTask<>(server::accept);
            Thread.ofVirtual().start(accepting);
            try (SocketChannel from =
                            left.call(() -> SocketChannel.open(server.getLocalAddress()));
                    SocketChannel to = accepting.get()) {
                var sentLeft = inBackground(() -> send(from, 1, bytes));
                var sentRight = inBackground(() -> send(to, 2, bytes));
                var receivedRight = inBackground(() -> receive(to, bytes));
                var receivedLeft = inBackground(() -> receive(from, bytes));
                assertArrayEquals(sentLeft.get(), receivedRight.get());
                assertArrayEquals(sentRight.get(), receivedLeft.get());
            }
        }
    }

    private interface Work {
        byte[] run() throws Exception;
    }

    private static CompletableFuture<byte[]> inBackground(Work work) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        result.complete(work.run());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    private static byte[] send(SocketChannel channel, long seed, long bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] chunk = new byte[CHUNK];
        new Random(seed).nextBytes(chunk);
        for (long sent = 0; sent < bytes; ) {
            // Every chunk differs from the others, so that one in another's place shows.
            ByteBuffer.wrap(chunk).putLong(0, sent);
            int length = (int) Math.min(CHUNK, bytes - sent);
            digest.update(chunk, 0, length);
            ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            sent += length;
        }
        return digest.digest();
    }

    private static byte[] receive(SocketChannel channel, long bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        for (long received = 0; received < bytes; ) {
            buffer.clear().limit((int) Math.min(CHUNK, bytes - received));
            if (channel.read(buffer) < 0) {
                throw new IOException("ended after " + received + " of " + bytes + " bytes");
            }
            received += buffer.flip().remaining();
            digest.update(buffer);
        }
        return digest.digest();
    }

    /**
     * Sends a datagram with this many bytes of payload until it comes back from the other side the
     * same, at most {@code attempts} times; returns how many it took.
     */
    static int udpEcho(Container left, Container right, int size, int attempts) throws Exception {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        try (EchoServer server = EchoServer.start(right);
                DatagramChannel client = left.call(() -> bound(left.ip(), 0))) {
            client.socket().setSoTimeout(ATTEMPT_MILLIS);
            var to = server.channel().getLocalAddress();
            for (int attempt = 1; attempt <= attempts; attempt++) {
                client.send(ByteBuffer.wrap(payload), to);
                byte[] answer = answer(client, size);
                if (answer != null) {
                    assertArrayEquals(payload, answer);
                    return attempt;
                }
            }
        }
        throw new LostFrames(size + " bytes over UDP: no answer to " + attempts + " attempts");
    }

    private static byte[] answer(DatagramChannel client, int size) throws IOException {
        byte[] buffer = new byte[size + 1];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            client.socket().receive(packet);
            return Arrays.copyOf(buffer, packet.getLength());
        } catch (SocketTimeoutException e) {
            return null;
        }
    }

    private static DatagramChannel bound(String ip, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
        return channel.bind(new InetSocketAddress(ip, port));
    }

    /** Sends every datagram back to where it came from. */
    private record EchoServer(DatagramChannel channel, CompletableFuture<Void> end)
            implements AutoCloseable {
        static EchoServer start(Container container) throws Exception {
            DatagramChannel channel = container.call(() -> bound(container.ip(), UDP_PORT));
            var end = new CompletableFuture<Void>();
            Thread.ofPlatform().daemon().start(() -> echo(channel, end));
            return new EchoServer(channel, end);
        }

        private static void echo(DatagramChannel channel, CompletableFuture<Void> end) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            try {
                while (true) {
                    buffer.clear();
                    var from = channel.receive(buffer);
                    channel.send(buffer.flip(), from);
                }
            } catch (IOException closed) {
                // The test is over.
            } finally {
                end.complete(null);
            }
        }

        /** Returns when the port is free: a receiver that has not woken yet still holds it. */
        @Override
        public void close() throws IOException {
            channel.close();
            end.join();
        }
    }

    /**
     * Sends {@code rounds} UDP super-frames of random lengths. Every datagram that arrives must be
     * one of those that were sent, and the first of its kind.
     *
     * @param takesJoined whether the receiving socket takes them joined
     * @param patience how long the next one is waited for while some are missing, in ms; some times
     *     longer after the last round
     */
    static Arrived udpSegments(
            Container left,
            Container right,
            boolean ipv6,
            boolean takesJoined,
            int rounds,
            int patience)
            throws Exception {
        Random random = new Random(Seed.next(Traffic.class));
        String to = ipv6 ? right.ipv6() : right.ip();
        int longest = Lab.CONTAINER_MTU - (ipv6 ? 48 : 28);
        Set<String> missing = new HashSet<>();
        int sent = 0;
        try (UdpSocket client = UdpSocket.open(left, ipv6 ? left.ipv6() : left.ip(), 0, false);
                UdpSocket server = UdpSocket.open(right, to, SEGMENTS_PORT, takesJoined)) {
            for (int round = 0; round < rounds; round++) {
                int length = SEGMENT_MIN + random.nextInt(longest - SEGMENT_MIN + 1);
                int most = Math.min(SEGMENTS_MAX, DATAGRAM_MAX / length);
                int segments = 1 + random.nextInt(most);
                // The last one is the shortest, and still too long to come twice.
                byte[] payload = new byte[segments * length - random.nextInt(length - 10)];
                random.nextBytes(payload);
                Set<String> waiting = new HashSet<>();
                for (int at = 0; at < payload.length; at += length) {
                    waiting.add(hex(payload, at, Math.min(at + length, payload.length)));
                }
                assertEquals(segments, waiting.size());
                sent += segments;
                client.sendCut(payload, length, to, SEGMENTS_PORT);
                await(server, waiting, missing, patience);
                missing.addAll(waiting);
            }
            // So many are not lost: a machine with other work to do is late with them.
            boolean late = missing.size() > sent / 10;
            int last = LAST_PATIENCES * patience;
            await(server, missing, missing, late ? Math.max(LATE_MILLIS, last) : last);
            return new Arrived(sent, sent - missing.size(), server.segmentsMax());
        }
    }

    /** How many datagrams were sent and came, and how many of them the socket gave as one. */
    record Arrived(int sent, int arrived, int segmentsMax) {}

    /** Late ones, which are missing by now, do not count as news. */
    private static void await(
            UdpSocket server, Set<String> waiting, Set<String> missing, int patience) {
        while (!waiting.isEmpty()) {
            List<byte[]> datagrams = server.receive(patience);
            if (datagrams.isEmpty()) {
                return;
            }
            for (byte[] datagram : datagrams) {
                String hex = hex(datagram, 0, datagram.length);
                assertTrue(
                        waiting.remove(hex) || missing.remove(hex),
                        () -> datagram.length + " bytes that were not sent, or came before");
            }
        }
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    /** Sends to a group that the others have joined; each of them must receive it. */
    static void multicast(Container from, Container... to) throws Exception {
        InetAddress group = InetAddress.getByName("239.1.2.3");
        DatagramChannel[] joined = new DatagramChannel[to.length];
        try (DatagramChannel sender = from.call(() -> multicastSender())) {
            for (int i = 0; i < to.length; i++) {
                joined[i] = to[i].call(() -> member(group));
            }
            byte[] payload = "to the group".getBytes(US_ASCII);
            for (DatagramChannel member : joined) {
                byte[] answer = null;
                for (int attempt = 0; attempt < 20 && answer == null; attempt++) {
                    sender.send(
                            ByteBuffer.wrap(payload), new InetSocketAddress(group, MULTICAST_PORT));
                    answer = answer(member, payload.length);
                }
                assertArrayEquals(payload, answer);
            }
        } finally {
            for (DatagramChannel member : joined) {
                if (member != null) {
                    member.close();
                }
            }
        }
    }

    private static DatagramChannel multicastSender() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(
                StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("eth0"));
        return channel;
    }

    private static DatagramChannel member(InetAddress group) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(MULTICAST_PORT));
        channel.join(group, NetworkInterface.getByName("eth0"));
        channel.socket().setSoTimeout(ATTEMPT_MILLIS);
        return channel;
    }

    /** Asks for the other's MAC by broadcast; it must answer. */
    static void arp(Container from, Container to) {
        from.namespace().ip("neigh flush dev eth0");
        String said =
                from.namespace()
                        .run("arping", "-b", "-c", "2", "-w", "10", "-I", "eth0", to.ip())
                        .orFail();
        assertTrue(said.contains("reply from " + to.ip()), said);
    }
}
