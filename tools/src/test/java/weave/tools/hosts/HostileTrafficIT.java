package weave.tools.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** A live daemon that carries traffic while a stranger throws rubbish at its ports. */
@Privileged
class HostileTrafficIT {
    private static final int DATAGRAMS = 100_000;
    private static final int HANDSHAKES = 1_000;
    private static final int RECORDED = 200;
    // What a JVM may grow by without having kept anything of what was thrown at it.
    private static final long GROWTH_KIB = 150_000;
    private static final int GROWTH_FILES = 20;
    private static final long TRANSFER_BYTES = 10_000_000;
    private static final Pattern PING_COUNTS =
            Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
    private static final byte[] PROTOCOL_HEADER = "weave\1\2".getBytes(US_ASCII);

    @RegisterExtension final Lab lab = Lab.sleeve();

    private final Random random = new Random(Seed.next(HostileTrafficIT.class));
    private Host one;
    private Host two;
    private Host stranger;
    private Container left;
    private Container right;

    private void startHosts(String password) {
        one = lab.host("one");
        two = lab.host("two");
        if (password != null) {
            one.with("WEAVE_PASSWORD", password);
            two.with("WEAVE_PASSWORD", password);
        }
        stranger = lab.host("stranger");
        lab.network(Lab.ETHERNET_MTU, one, two, stranger);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    @Test
    void shouldCountBadDatagramsAndCarryOnWhenEncrypted() throws Exception {
        startHosts("known to two of three");
        List<byte[]> genuine = record();
        long counted = one.refusedDatagrams();
        long dropped = droppedAtOne();
        List<ConnectionLine> before = one.connections();
        long memory = one.residentKib();
        Process ping = left.namespace().start("ping", "-q", "-n", "-i", "0.05", right.ip());
        throwAtOne(genuine);
        Await.until(
                () -> "most of the datagrams are counted: " + (one.refusedDatagrams() - counted),
                Host.SOON,
                () -> {
                    // On a busy machine the daemon may not have been given the time to read all.
                    long read = DATAGRAMS - (droppedAtOne() - dropped);
                    return read > DATAGRAMS / 2
                            && one.refusedDatagrams() - counted > read - DATAGRAMS / 10;
                });
        assertMostAnswered(ping);
        left.awaitReaches(right, Host.SOON);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        assertEquals(before.getFirst().address(), one.connections().getFirst().address());
        assertEquals(before.size(), one.connections().size());
        assertTrue(one.residentKib() < memory + GROWTH_KIB, memory + " to " + one.residentKib());
    }

    /**
     * Without a password nothing tells a replayed heartbeat from a host that has moved: what is
     * asked is that the next genuine one sets it right.
     */
    @Test
    void shouldCarryOnAfterBadDatagramsWhenPlain() throws Exception {
        startHosts(null);
        List<byte[]> genuine = record();
        List<ConnectionLine> before = one.connections();
        long memory = one.residentKib();
        throwAtOne(genuine);
        left.awaitReaches(right, Host.SOON);
        right.awaitReaches(left, Host.SOON);
        assertTrue(one.refusedDatagrams() > DATAGRAMS / 5, "counted " + one.refusedDatagrams());
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        assertEquals(before.getFirst().address(), one.connections().getFirst().address());
        assertTrue(one.residentKib() < memory + GROWTH_KIB, memory + " to " + one.residentKib());
    }

    /** How many datagrams its sockets for the overlay had no room for. */
    private long droppedAtOne() {
        String port = ":%04X ".formatted(Host.OVERLAY_PORT);
        return one.namespace()
                .run("cat", "/proc/net/udp")
                .orFail()
                .lines()
                .filter(line -> line.contains(port))
                .mapToLong(line -> Long.parseLong(line.strip().replaceAll(".* ", "")))
                .sum();
    }

    private void throwAtOne(List<byte[]> genuine) throws Exception {
        try (DatagramChannel channel =
                stranger.namespace()
                        .call(() -> DatagramChannel.open(StandardProtocolFamily.INET))) {
            InetSocketAddress target = new InetSocketAddress(one.address(), Host.OVERLAY_PORT);
            for (int sent = 0; sent < DATAGRAMS; sent++) {
                channel.send(ByteBuffer.wrap(rubbish(genuine.get(sent % genuine.size()))), target);
                if (sent % 64 == 0) {
                    // Leaves the daemon time to read: what its socket drops proves nothing.
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    /** Ends a ping and reads its last lines. */
    private static void assertMostAnswered(Process ping) throws Exception {
        Runtime.getRuntime().exec(new String[] {"kill", "-INT", "" + ping.pid()}).waitFor();
        String said = new String(ping.getInputStream().readAllBytes(), US_ASCII);
        Matcher counts = PING_COUNTS.matcher(said);
        assertTrue(counts.find(), said);
        int sent = Integer.parseInt(counts.group(1));
        assertTrue(sent > 20 && Integer.parseInt(counts.group(2)) > sent / 2, said);
    }

    /** A quarter each: replayed as they were, truncated, with flipped bits, and noise. */
    private byte[] rubbish(byte[] genuine) {
        byte[] datagram = genuine.clone();
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> datagram = Arrays.copyOf(datagram, random.nextInt(datagram.length));
            case 2 -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    datagram[random.nextInt(datagram.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {
                datagram = new byte[random.nextInt(2_000)];
                random.nextBytes(datagram);
            }
        }
        return datagram;
    }

    /** Records what two sends to one while a ping runs. */
    private List<byte[]> record() throws Exception {
        Path file = lab.folder().resolve("recorded.pcap");
        Path log = lab.folder().resolve("tcpdump.log");
        Process tcpdump =
                one.namespace()
                        .start(
                                log,
                                "tcpdump",
                                "-n",
                                "-U",
                                "-Z",
                                "root",
                                "-c",
                                "" + RECORDED,
                                "-w",
                                file.toString(),
                                "-i",
                                "port1",
                                "udp and dst port 6783 and src host " + two.address());
        Await.until(
                "tcpdump listens",
                Duration.ofSeconds(20),
                () -> Files.exists(log) && text(log).contains("listening"));
        left.namespace().run("ping", "-q", "-c", "" + RECORDED * 2, "-i", "0.01", right.ip());
        Await.until("enough was recorded", Host.SOON, () -> !tcpdump.isAlive());
        return payloads(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** The UDP payloads of a pcap file: after 24 bytes, records with 16 bytes before the frame. */
    private static List<byte[]> payloads(ByteBuffer pcap) {
        List<byte[]> payloads = new ArrayList<>();
        int headers = 14 + 20 + 8;
        for (int at = 24; at + 16 <= pcap.limit(); ) {
            int captured = pcap.getInt(at + 8);
            byte[] payload = new byte[captured - headers];
            pcap.get(at + 16 + headers, payload);
            payloads.add(payload);
            at += 16 + captured;
        }
        return payloads;
    }

    @Test
    void shouldShrugOffBrokenHandshakes() throws Exception {
        startHosts("known to two of three");
        List<String> before = established();
        long memory = one.residentKib();
        long files = one.openFiles();
        stranger.namespace()
                .call(() -> {
                    for (int i = 0; i < HANDSHAKES; i++) {
                        breakOff(i);
                    }
                    return null;
                });
        left.awaitReaches(right, Host.SOON);
        Await.until(
                () -> "files are closed: " + files + " before, now " + one.openFiles(),
                Host.SOON,
                () -> one.openFiles() < files + GROWTH_FILES);
        assertEquals(before, established());
        assertTrue(one.residentKib() < memory + GROWTH_KIB, memory + " to " + one.residentKib());
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
    }

    /** The ports that two dialled from: each a connection. */
    private List<String> established() {
        return one.connections().stream()
                .filter(line -> line.names(two))
                .map(ConnectionLine::address)
                .toList();
    }

    /** Connects, says something wrong and goes away: politely, or with a reset. */
    private void breakOff(int number) throws IOException {
        try (Socket socket = new Socket(one.address(), Host.OVERLAY_PORT)) {
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0);
            }
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            byte[] header = PROTOCOL_HEADER.clone();
            try {
                switch (number % 5) {
                    case 0 -> {}
                    case 1 -> socket.getOutputStream().write(noise);
                    case 2 -> socket.getOutputStream().write(header, 0, random.nextInt(7));
                    case 3 -> {
                        header[random.nextInt(7)] ^= (byte) (1 << random.nextInt(8));
                        socket.getOutputStream().write(header);
                    }
                    default -> {
                        socket.getOutputStream().write(header);
                        socket.getOutputStream().write(noise);
                    }
                }
            } catch (IOException refused) {
                // The daemon was quicker to hang up.
            }
        }
    }
}
