package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.core.engine.DataplaneCounter.DATAGRAM_HAND_OVER_OVERFLOW;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.control.ForwardingSnapshot;
import weave.core.fakes.MemoryPort;
import weave.core.fakes.SteeredUplinks;
import weave.core.udp.PeerQueues;
import weave.testkit.Allocation;
import weave.testkit.Await;
import weave.testkit.Seed;

/** Datagrams that come to any queue, whosever they are, as a network card deals them out. */
@ParameterizedClass
@ValueSource(ints = {1, 2, 3, 8})
class UplinkQueuesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int MTU = 1438;
    private static final int FRAMES = 60;
    private static final int TURNS_MAX = 100_000;
    private static final long MAC = 0x02_0000_0000_0AL;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private final int queues;
    private final SteeredUplinks uplinks;
    private final EngineHost sender = new EngineHost(0xA, 1);
    private final EngineHost receiver;
    private final Random random = new Random(Seed.next(UplinkQueuesTest.class));
    private SleeveConnection connection;

    UplinkQueuesTest(int queues) {
        this.queues = queues;
        uplinks = new SteeredUplinks(queues);
        receiver = new EngineHost(0xB, queues, uplinks.all());
    }

    @BeforeEach
    void connect() {
        publish(sender, receiver);
        publish(receiver, sender);
        connection = sender.connect(receiver, MTU);
        receiver.connect(sender, MTU);
    }

    private static void publish(EngineHost of, EngineHost to) {
        of.routes.publishRelease(
                new ForwardingSnapshot.Builder(1, of.name)
                        .route(to.name, to.name)
                        .broadcast(of.name, new long[] {to.name})
                        .build());
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        uplinks.close();
    }

    private byte[] frame(int length) {
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (BROADCAST >>> 8 * (5 - i));
            frame[6 + i] = (byte) (MAC >>> 8 * (5 - i));
        }
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        return frame;
    }

    private List<byte[]> arriving(int count) {
        List<byte[]> frames = new ArrayList<>();
        Await.until(
                () -> frames.size() + " of " + count,
                LONG,
                () -> {
                    sender.work();
                    receiver.work();
                    frames.addAll(receiver.take());
                    return frames.size() >= count;
                });
        return frames;
    }

    private int owner() {
        return PeerQueues.queueOf(sender.name, queues);
    }

    @Test
    void shouldKeepOrderAndBytesByWhicheverQueueTheyCome() {
        for (int queue = 0; queue < queues; queue++) {
            connection.publishRemoteAddress(uplinks.address(queue));
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < FRAMES; i++) {
                sent.add(frame(14 + random.nextInt(MTU)));
                sender.port.put(sent.getLast());
            }
            List<byte[]> arrived = arriving(FRAMES);
            for (int i = 0; i < FRAMES; i++) {
                assertArrayEquals(sent.get(i), arrived.get(i));
            }
            DataplaneCounters counters = receiver.engine.queues().get(queue).counters();
            long handedOver = counters.read(DataplaneCounter.DATAGRAMS_HANDED_OVER);
            assertEquals(queue != owner(), handedOver > 0, "queue " + queue);
        }
        DataplaneCounters counters = receiver.engine.queues().get(owner()).counters();
        assertEquals(queues * FRAMES, counters.read(DataplaneCounter.FRAMES_INJECTED));
        assertEquals(
                receiver.read(DataplaneCounter.DATAGRAMS_RECEIVED),
                counters.read(DataplaneCounter.DATAGRAMS_RECEIVED),
                "each is counted once");
    }

    @Test
    void shouldCountAtTheOwnersWhatNobodyKnows() throws Exception {
        for (int queue = 0; queue < queues; queue++) {
            for (int name = 0; name < queues; name++) {
                send(queue, new byte[] {9, 8, 7, 6, 5, (byte) name, 0, 0});
            }
            send(queue, new byte[3]);
            send(queue, new byte[0]);
        }
        Await.until(
                "all looked at",
                LONG,
                () -> {
                    receiver.work();
                    return receiver.read(DataplaneCounter.DATAGRAMS_RECEIVED)
                            == queues * (queues + 2);
                });
        assertEquals(2 * queues, receiver.read(DataplaneCounter.RECEIVE_TOO_SHORT));
        assertEquals(queues * queues, receiver.read(DataplaneCounter.RECEIVE_NO_CONNECTION));
    }

    private void send(int queue, byte[] datagram) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress to = InetAddress.getLoopbackAddress();
            socket.send(new DatagramPacket(datagram, datagram.length, to, uplinks.port(queue)));
        }
    }

    /** A queue that does not keep up loses its own datagrams, and nobody waits for it. */
    @Test
    void shouldDropWhenTheOwnerIsBehind() throws Exception {
        if (queues == 1) {
            return;
        }
        int queue = (owner() + 1) % queues;
        connection.publishRemoteAddress(uplinks.address(queue));
        byte[] longest = frame(MTU);
        for (int i = 0; i < TURNS_MAX && read(DATAGRAM_HAND_OVER_OVERFLOW) == 0; i++) {
            for (int j = 0; j < SteeredUplinks.BATCH; j++) {
                sender.port.put(longest);
            }
            sender.work();
            receiver.workIngress(queue);
        }
        assertTrue(read(DATAGRAM_HAND_OVER_OVERFLOW) > 0, "the ring is full");

        // What waits in the ring is not lost, and then it is as before.
        long waiting = read(DataplaneCounter.DATAGRAMS_HANDED_OVER);
        for (int i = 0; i < TURNS_MAX && read(DataplaneCounter.FRAMES_INJECTED) < waiting; i++) {
            receiver.work();
        }
        receiver.take();
        byte[] last = frame(100);
        sender.port.put(last);
        sender.work();
        assertArrayEquals(last, arriving(1).getFirst());
    }

    private long read(DataplaneCounter counter) {
        return receiver.read(counter);
    }

    @Test
    void shouldNotAllocate() {
        connection.publishRemoteAddress(uplinks.address((owner() + 1) % queues));
        sender.repeat(frame(1_000));
        receiver.ports.forEach(MemoryPort::keepNothing);
        assertEquals(
                0,
                Allocation.bytes(
                        10_000,
                        () -> {
                            sender.work();
                            receiver.work();
                        }));
        assertTrue(receiver.read(DataplaneCounter.FRAMES_RECEIVED) > 5_000);
    }
}
