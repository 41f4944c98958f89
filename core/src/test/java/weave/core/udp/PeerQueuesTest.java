package weave.core.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.tuning.Tuning;
import weave.linux.call.CallState;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** What is computed here, and what the kernel chooses, over real sockets. */
class PeerQueuesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int LOOPBACK = 0x7F000001;
    private static final int PORT = 6783;

    private final Random random = new Random(Seed.next(PeerQueuesTest.class));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldSpreadNamesEvenly(int queues) {
        int names = 8_000;
        int[] consecutive = new int[queues];
        int[] arbitrary = new int[queues];
        long first = random.nextLong() & 0xFFFF_FFFF_0000L;
        for (int i = 0; i < names; i++) {
            consecutive[PeerQueues.queueOf(first + i, queues)]++;
            arbitrary[PeerQueues.queueOf(random.nextLong() & 0xFFFF_FFFF_FFFFL, queues)]++;
        }
        for (int queue = 0; queue < queues; queue++) {
            String counts = Arrays.toString(consecutive) + Arrays.toString(arbitrary);
            assertTrue(consecutive[queue] > names / queues / 2, counts);
            assertTrue(arbitrary[queue] > names / queues / 2, counts);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8})
    @Privileged
    void shouldBeChosenByTheKernelForWhatArrives(int queues) throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("queues")) {
            host.call(() -> {
                receiveAll(queues);
                return null;
            });
        }
    }

    private void receiveAll(int queues) throws Exception {
        try (Group group = new Group(queues);
                DatagramSocket sender = new DatagramSocket()) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = new byte[6 + random.nextInt(1_400)];
                random.nextBytes(bytes);
                sender.send(packet(bytes));
                int queue = PeerQueues.queueOf(name(bytes), queues);
                assertEquals(bytes.length, group.await(queue), "in queue " + queue);
            }
            // Too short for a name: somebody has to count them.
            for (int length = 0; length < 6; length++) {
                sender.send(packet(new byte[length]));
                assertEquals(length, group.await(0));
            }
            group.assertEmpty();
        }
    }

    /** Messages of many datagrams, cut by the sender's kernel or joined by the receiver's. */
    @Test
    @Privileged
    void shouldBeChosenByTheKernelForMessagesOfManyDatagrams() throws Exception {
        int queues = 4;
        try (NetworkNamespace left = NetworkNamespace.create("left");
                NetworkNamespace right = NetworkNamespace.create("right")) {
            NetworkNamespace.join(left, "eth0", right, "eth0");
            left.ip("addr add 10.99.0.1/24 dev eth0");
            right.ip("addr add 10.99.0.2/24 dev eth0");
            Group from = left.call(() -> new Group(1));
            Group to = right.call(() -> new Group(queues));
            try (from;
                    to) {
                for (int i = 0; i < 50; i++) {
                    long name = random.nextLong() & 0xFFFF_FFFF_FFFFL;
                    int queue = PeerQueues.queueOf(name, queues);
                    int bytes = from.send(name, 40, 1_200, UdpAddress.pack(0x0A63_0002, PORT));
                    for (int got = 0; got < bytes; ) {
                        got += to.await(queue);
                    }
                }
                to.assertEmpty();
            }
        }
    }

    private static DatagramPacket packet(byte[] bytes) {
        return new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), PORT);
    }

    private static long name(byte[] bytes) {
        long name = 0;
        for (int i = 0; i < 6; i++) {
            name = name << 8 | bytes[i] & 0xFF;
        }
        return name;
    }

    /** The sockets of all queues, each with a receiver. */
    private static final class Group implements AutoCloseable {
        private final CallState state = new CallState();
        private final List<Endpoint> endpoints;
        private final List<DatagramReceiver> receivers;

        Group(int queues) {
            endpoints = Endpoint.open(0, PORT, Tuning.builder().queues(queues).build());
            receivers =
                    endpoints.stream()
                            .map(it -> new DatagramReceiver(state, it.mainFd(), 1, 66 * 1024))
                            .toList();
        }

        /** Waits for a message in one queue; returns how many bytes it holds. */
        int await(int queue) {
            DatagramReceiver receiver = receivers.get(queue);
            Await.until("a message", LONG, () -> receive(queue));
            return receiver.length(0);
        }

        private boolean receive(int queue) {
            return receivers.get(queue).receive() > 0;
        }

        void assertEmpty() {
            for (int queue = 0; queue < receivers.size(); queue++) {
                assertEquals(false, receive(queue), "queue " + queue);
            }
        }

        /** Sends equal datagrams that begin with a name; returns how many bytes they have. */
        int send(long name, int count, int length, long destination) {
            DatagramSender.Refusals none =
                    new DatagramSender.Refusals() {
                        @Override
                        public void tooBig(int connectionId, int size) {
                            throw new AssertionError(size);
                        }

                        @Override
                        public void cutsNothing(int errno) {
                            throw new AssertionError(errno);
                        }

                        @Override
                        public void refused(int connectionId, int errno) {
                            throw new AssertionError(errno);
                        }
                    };
            try (DatagramSender sender =
                    new DatagramSender(endpoints.getFirst(), state, none, 1 << 20, count, false)) {
                for (int i = 0; i < count; i++) {
                    int offset = sender.claim(length);
                    for (int b = 0; b < 6; b++) {
                        sender.buffer().putByte(offset + b, (byte) (name >>> 8 * (5 - b)));
                    }
                    sender.submit(SendPath.DONT_FRAGMENT, offset, length, 0, 0, destination, 0, 1);
                }
                sender.flush();
                assertEquals(count, sender.datagramsSent());
            }
            return count * length;
        }

        @Override
        public void close() {
            endpoints.forEach(Endpoint::close);
            receivers.forEach(DatagramReceiver::close);
        }
    }
}
