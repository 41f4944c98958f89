package weave.core.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.SendPath;
import weave.core.udp.UdpAddress;
import weave.linux.call.CallState;
import weave.linux.call.Scheduling;
import weave.testkit.Await;
import weave.testkit.Seed;

/** What agents rely on, whatever datagrams go by. */
public abstract class DatagramContract {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** An Ethernet's MTU without the headers of IP and UDP. */
    private static final int LENGTH_MAX = 1472;

    private static final SendPath[] PATHS = SendPath.values();
    private static final int ROUNDS = 40;
    private static final int BATCH_MAX = 48;
    private static final int CONNECTION = 5;

    private final Random random = new Random(Seed.next(getClass()));
    private final Arena arena = Arena.ofConfined();
    private DatagramPath path;

    /** A new one. */
    protected abstract DatagramPath open() throws Exception;

    @BeforeEach
    void openPath() throws Exception {
        path = open();
        // A sender that is moved to another processor may overtake itself.
        int processor = 0;
        while (processor < Scheduling.CPU_SETSIZE && bindTo(List.of(processor)) < 0) {
            processor++;
        }
    }

    /** Has this thread run nowhere else. */
    private static int bindTo(List<Integer> processors) {
        return Scheduling.bindTo(new CallState(), processors);
    }

    @AfterEach
    void closePath() {
        bindTo(IntStream.range(0, Scheduling.CPU_SETSIZE).boxed().toList());
        path.close();
        arena.close();
    }

    /** Among those of one way. */
    @Test
    void shouldArriveAsSubmittedInOrder() {
        for (int round = 0; round < ROUNDS; round++) {
            SendPath way = PATHS[random.nextInt(PATHS.length)];
            List<byte[]> sent = new ArrayList<>();
            int count = 1 + random.nextInt(BATCH_MAX);
            int length = 1 + random.nextInt(LENGTH_MAX);
            for (int i = 0; i < count; i++) {
                // Many of one length in a row are what sockets send and receive as one message.
                length = random.nextInt(4) == 0 ? 1 + random.nextInt(LENGTH_MAX) : length;
                sent.add(submit(way, length));
            }
            path.target().flush();
            assertArrived(sent);
        }
        assertEquals(List.of(), path.refusals().tooBig());
    }

    @Test
    void shouldSendWhatOnlyTheKernelMaySend() {
        byte[] only = submit(SendPath.MARKED, LENGTH_MAX);
        path.target().flush();
        assertArrived(List.of(only));
        assertEquals(1, path.target().datagramsSent());
    }

    @Test
    void shouldSendNothingOfWhatWasReleased() {
        DatagramTarget target = path.target();
        for (int i = 0; i < 4 * ROUNDS; i++) {
            target.release(target.claim(LENGTH_MAX));
        }
        byte[] only = submit(SendPath.DONT_FRAGMENT, 100);
        int last = target.claim(LENGTH_MAX);
        target.release(last);
        target.flush();

        assertArrived(List.of(only));
        assertEquals(1, target.datagramsSent());
    }

    @Test
    void shouldHaveTheSameRoomAfterEveryFlush() {
        DatagramTarget target = path.target();
        for (int round = 0; round < ROUNDS; round++) {
            assertTrue(target.hasRoom(BATCH_MAX * LENGTH_MAX, BATCH_MAX));
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < BATCH_MAX; i++) {
                sent.add(submit(SendPath.DONT_FRAGMENT, LENGTH_MAX));
            }
            target.flush();
            assertArrived(sent);
        }
    }

    @Test
    void shouldCountWhatWasSent() {
        List<byte[]> sent =
                List.of(
                        submit(SendPath.DONT_FRAGMENT, 1),
                        submit(SendPath.DONT_FRAGMENT, 700),
                        submit(SendPath.DONT_FRAGMENT, 1400));
        path.target().flush();
        path.target().flush();

        assertArrived(sent);
        assertEquals(3, path.target().datagramsSent());
        assertEquals(2101, path.target().bytesSent());
    }

    @Test
    void shouldTellOfOneLongerThanThePath() {
        byte[] before = submit(SendPath.DONT_FRAGMENT, 300);
        submit(SendPath.DONT_FRAGMENT, LENGTH_MAX + 1);
        byte[] after = submit(SendPath.DONT_FRAGMENT, LENGTH_MAX);
        path.target().flush();

        assertEquals(List.of(LENGTH_MAX + 1), path.refusals().tooBig());
        assertArrived(List.of(before, after));
        assertEquals(2, path.target().datagramsSent());
    }

    @Test
    void shouldSendOneLongerThanThePathWhenItMayBeFragmented() {
        for (int length : new int[] {LENGTH_MAX + 1, 4_000, 65_507}) {
            byte[] sent = submit(SendPath.FRAGMENTABLE, length);
            path.target().flush();
            assertArrived(List.of(sent));
        }
        assertEquals(List.of(), path.refusals().tooBig());
    }

    @Test
    void shouldReceiveNothingWhenNothingWaits() {
        for (DatagramSource source : path.sources()) {
            assertEquals(0, source.receive());
            assertEquals(0, source.receive());
        }
    }

    /** Of random bytes, of which some lie elsewhere. */
    private byte[] submit(SendPath way, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        int tail = random.nextBoolean() ? random.nextInt(length) : 0;
        int head = length - tail;
        MemorySegment elsewhere = arena.allocate(tail + 1);
        MemorySegment.copy(MemorySegment.ofArray(bytes), head, elsewhere, 0, tail);
        DatagramTarget target = path.target();
        int offset = target.claim(random.nextBoolean() ? length : head);
        target.buffer().putBytes(offset, bytes, 0, head);
        long address = elsewhere.address();
        target.submit(way, offset, head, address, tail, path.destination(), 0, CONNECTION);
        return bytes;
    }

    private void assertArrived(List<byte[]> sent) {
        List<byte[]> received = new ArrayList<>();
        Await.until(
                () -> sent.size() + " sent, " + received.size() + " received",
                LONG,
                () -> {
                    path.sources().forEach(source -> receive(source, received));
                    return received.size() >= sent.size();
                });
        assertEquals(sent.size(), received.size());
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), received.get(i), "datagram " + i);
        }
    }

    private void receive(DatagramSource source, List<byte[]> into) {
        int messages = source.receive();
        for (int i = 0; i < messages; i++) {
            assertEquals(
                    UdpAddress.format(path.origin()), UdpAddress.format(source.source(i)), "from");
            int segmentLength = source.segmentLength(i);
            for (int at = 0; at < source.length(i); at += segmentLength) {
                byte[] datagram = new byte[Math.min(segmentLength, source.length(i) - at)];
                source.memory().buffer().getBytes(source.offset(i) + at, datagram);
                into.add(datagram);
            }
        }
    }
}
