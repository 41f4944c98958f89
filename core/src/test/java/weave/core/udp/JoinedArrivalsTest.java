package weave.core.udp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.tuning.Tuning;
import weave.linux.call.CallState;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What comes one by one, as from hosts whose card does not cut, through a card that joins. */
@Privileged
class JoinedArrivalsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int PORT = 6783;
    private static final int FIRST_SENDER_PORT = 20_000;
    private static final int SENDERS = 12;
    private static final int DATAGRAMS = 64;
    private static final int ATTEMPTS = 10;
    private static final int LENGTH = 1_200;

    private NetworkNamespace left;
    private NetworkNamespace right;

    @BeforeEach
    void join() {
        left = NetworkNamespace.create("left");
        right = NetworkNamespace.create("right");
        NetworkNamespace.join(left, "eth0", right, "eth0");
        left.ip("addr add 10.99.0.1/24 dev eth0");
        right.ip("addr add 10.99.0.2/24 dev eth0");
        left.run("ethtool", "-K", "eth0", "tso", "off").orFail();
        right.run("ethtool", "-K", "eth0", "gro", "on").orFail();
        // Datagrams wait for each other for 2 ms, as if they came from the card in one batch.
        right.run(
                        "sh",
                        "-c",
                        "cd /sys/class/net/eth0 && echo 1 > threaded"
                                + " && echo 2000000 > gro_flush_timeout"
                                + " && echo 100 > napi_defer_hard_irqs")
                .orFail();
    }

    @AfterEach
    void remove() {
        left.close();
        right.close();
    }

    /** Most senders' ports make the kernel look at another socket than the one that receives. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldReceiveDatagramsJoinedWhateverThePortOfTheirSender(int queues) throws Exception {
        Tuning tuning = Tuning.builder().queues(queues).build();
        List<Endpoint> endpoints = right.call(() -> Endpoint.open(0, PORT, tuning));
        int fd = endpoints.getFirst().mainFd();
        try (DatagramReceiver receiver =
                new DatagramReceiver(new CallState(), fd, DATAGRAMS, 66 * 1024)) {
            for (int i = 0; i < SENDERS; i++) {
                int port = FIRST_SENDER_PORT + i;
                int messages = DATAGRAMS;
                // A sender that is kept from its processor is too late for the next to be joined.
                for (int j = 0; j < ATTEMPTS && messages >= DATAGRAMS / 2; j++) {
                    left.call(() -> send(port));
                    messages = receive(receiver);
                }
                assertTrue(messages < DATAGRAMS / 2, messages + " messages from port " + port);
            }
        } finally {
            endpoints.forEach(Endpoint::close);
        }
    }

    /** Those of the name of all zeros, which is queue 0's. */
    private static Void send(int port) throws Exception {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getByName("10.99.0.2"), PORT);
        try (DatagramSocket socket = new DatagramSocket(port)) {
            for (int i = 0; i < DATAGRAMS; i++) {
                socket.send(new DatagramPacket(new byte[LENGTH], LENGTH, to));
            }
        }
        return null;
    }

    /** Returns in how many messages they came. */
    private static int receive(DatagramReceiver receiver) {
        int[] counts = new int[2];
        Await.until(
                () -> counts[1] + " bytes of " + DATAGRAMS * LENGTH,
                LONG,
                () -> {
                    int messages = receiver.receive();
                    counts[0] += messages;
                    for (int i = 0; i < messages; i++) {
                        counts[1] += receiver.length(i);
                    }
                    return counts[1] >= DATAGRAMS * LENGTH;
                });
        return counts[0];
    }
}
