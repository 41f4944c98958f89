package weave.core.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.core.contract.RecordedRefusals;
import weave.core.tuning.Tuning;
import weave.linux.Errno;
import weave.linux.call.CallState;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Over a loopback interface whose MTU is an Ethernet's. */
@Privileged
class DatagramSenderTest {
    private static final int PORT = 6783;
    private static final Tuning ONE_QUEUE = Tuning.builder().queues(1).build();
    private static final int MARK = 0x20000;
    private static final int LOOPBACK = 0x7F000001;
    private static final int LENGTH_MAX = 65_507;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int RECEIVE_TIMEOUT_MILLIS = 20_000;

    /** What was refused as too long, and what arrived, by its length. */
    private record Outcome(List<Integer> tooBig, List<Integer> arrived, long sent) {}

    @Test
    void shouldSendEachWhenOneIsLongerThanThePathMtu() throws Exception {
        Outcome outcome = send(SendPath.FRAGMENTABLE, 20_000, 300);

        assertEquals(List.of(20_000, 300), outcome.arrived);
        assertEquals(List.of(), outcome.tooBig);
        assertEquals(2, outcome.sent);
    }

    @Test
    void shouldSendEachWhenAllAreLongerThanThePathMtu() throws Exception {
        Outcome outcome = send(SendPath.FRAGMENTABLE, 300, 3_000, 3_000, 3_000, 200, 1_400, 1_400);

        assertEquals(List.of(300, 3_000, 3_000, 3_000, 200, 1_400, 1_400), outcome.arrived);
        assertEquals(List.of(), outcome.tooBig);
        assertEquals(7, outcome.sent);
    }

    @Test
    void shouldRefuseOnlyTheLongOneWhenItMayNotBeFragmented() throws Exception {
        Outcome outcome = send(SendPath.DONT_FRAGMENT, 1_400, 1_600, 300, 1_472);

        assertEquals(List.of(1_400, 300, 1_472), outcome.arrived);
        assertEquals(List.of(1_600), outcome.tooBig);
        assertEquals(3, outcome.sent);
    }

    @Test
    void shouldMarkOnlyWhatIsToBeMarked() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("sender")) {
            host.ip("link set lo mtu 1500");
            String marked = "OUTPUT -p udp -m mark --mark 0x20000/0x20000 -j ACCEPT";
            host.run(("iptables -A " + marked).split(" ")).orFail();
            for (SendPath path : SendPath.values()) {
                assertEquals(
                        List.of(300, 1_400), host.call(() -> sendHere(path, 300, 1_400)).arrived);
            }
            assertEquals(2, packets(host));
        }
    }

    /** How many the one rule has seen. */
    private static long packets(NetworkNamespace host) {
        String rule = host.run("iptables", "-nvxL", "OUTPUT").orFail().lines().toList().getLast();
        return Long.parseLong(rule.strip().split(" +")[0]);
    }

    @Test
    void shouldRefuseTheLongOneWhenItIsMarked() throws Exception {
        Outcome outcome = send(SendPath.MARKED, 1_600, 300);

        assertEquals(List.of(300), outcome.arrived);
        assertEquals(List.of(1_600), outcome.tooBig);
    }

    /** Port 0 is nobody's, and says nothing of what goes elsewhere. */
    @Test
    void shouldGoOnCuttingWhenAMessageWasInvalid() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("sender")) {
            host.ip("link set lo mtu 1500");
            List<Integer> lengths = host.call(DatagramSenderTest::sendAfterInvalid);
            assertEquals(List.of(600), lengths, "one message");
        }
    }

    private static List<Integer> sendAfterInvalid() {
        RecordedRefusals refusals = new RecordedRefusals();
        refusals.expectAny();
        try (Endpoint left = Endpoint.open(LOOPBACK, PORT, ONE_QUEUE).getFirst();
                Endpoint right = Endpoint.open(LOOPBACK, PORT + 1, ONE_QUEUE).getFirst();
                DatagramReceiver receiver =
                        new DatagramReceiver(new CallState(), right.mainFd(), 2, LENGTH_MAX);
                DatagramSender sender = sender(left, refusals, 2)) {
            flush(sender, SendPath.DONT_FRAGMENT, UdpAddress.pack(LOOPBACK, 0), 300, 300);
            assertEquals(List.of(Errno.EINVAL, Errno.EINVAL), refusals.refused());
            flush(sender, SendPath.DONT_FRAGMENT, UdpAddress.pack(LOOPBACK, PORT + 1), 300, 300);
            return receive(receiver, 600);
        }
    }

    /** The lengths of the messages in which so many bytes come. */
    private static List<Integer> receive(DatagramReceiver receiver, int bytes) {
        List<Integer> lengths = new ArrayList<>();
        Await.until(
                () -> lengths + " of " + bytes,
                LONG,
                () -> {
                    int count = receiver.receive();
                    for (int i = 0; i < count; i++) {
                        lengths.add(receiver.length(i));
                    }
                    return lengths.stream().mapToInt(Integer::intValue).sum() >= bytes;
                });
        return lengths;
    }

    private static Outcome send(SendPath path, int... lengths) throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("sender")) {
            host.ip("link set lo mtu 1500");
            return host.call(() -> sendHere(path, lengths));
        }
    }

    private static Outcome sendHere(SendPath path, int... lengths) throws Exception {
        RecordedRefusals refusals = new RecordedRefusals();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (DatagramSocket receiver = new DatagramSocket(any);
                Endpoint endpoint = Endpoint.open(LOOPBACK, PORT, ONE_QUEUE, MARK).getFirst();
                DatagramSender sender = sender(endpoint, refusals, lengths.length)) {
            flush(sender, path, UdpAddress.pack(LOOPBACK, receiver.getLocalPort()), lengths);
            List<Integer> arrived = receive(receiver, (int) sender.datagramsSent());
            return new Outcome(refusals.tooBig(), arrived, sender.datagramsSent());
        }
    }

    private static void flush(
            DatagramSender sender, SendPath path, long destination, int... lengths) {
        for (int length : lengths) {
            int offset = sender.claim(length);
            sender.submit(path, offset, length, 0, 0, destination, 0, 1);
        }
        sender.flush();
    }

    private static DatagramSender sender(Endpoint endpoint, RecordedRefusals refusals, int count) {
        return new DatagramSender(
                endpoint, new CallState(), refusals, count * LENGTH_MAX, count, false);
    }

    private static List<Integer> receive(DatagramSocket receiver, int count) throws Exception {
        receiver.setSoTimeout(RECEIVE_TIMEOUT_MILLIS);
        List<Integer> lengths = new ArrayList<>();
        DatagramPacket packet = new DatagramPacket(new byte[LENGTH_MAX], LENGTH_MAX);
        while (lengths.size() < count) {
            packet.setLength(LENGTH_MAX);
            receiver.receive(packet);
            lengths.add(packet.getLength());
        }
        return lengths;
    }
}
