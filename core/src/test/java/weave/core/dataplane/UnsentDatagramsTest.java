package weave.core.dataplane;

import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weave.core.control.ForwardingSnapshot;
import weave.core.control.ForwardingTable;
import weave.core.fakes.MemoryPort;
import weave.core.frame.FrameMemory;
import weave.core.peer.PeerName;
import weave.core.tuning.Tuning;
import weave.core.udp.DatagramSender;
import weave.core.udp.DatagramSource;
import weave.core.udp.DatagramTarget;
import weave.core.udp.SendPath;
import weave.core.udp.Uplink;
import weave.testkit.Await;

/** An uplink whose system could not take all that was flushed, and frames that do not come. */
@Timeout(60)
class UnsentDatagramsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long SELF = 1;
    private static final int FLUSHES_WANTED = 50;

    @TempDir Path folder;

    @Test
    void shouldFlushAgainAlthoughNothingElseIsToBeSent() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        DataplaneConfig config =
                new DataplaneConfig(
                        new PeerName(SELF),
                        null,
                        port,
                        false,
                        1376,
                        folder.resolve("counters"),
                        Tuning.builder().queues(1).build(),
                        1);
        ForwardingTable routes = new ForwardingTable(ForwardingSnapshot.alone(SELF));
        BusyUplink uplink = new BusyUplink();
        try (Dataplane dataplane =
                Dataplane.start(config, List.of(new MemoryPort()), List.of(uplink), routes, null)) {
            Await.until(
                    () -> dataplane + ": " + uplink.flushes + " flushes",
                    LONG,
                    () -> uplink.flushes >= FLUSHES_WANTED);
        } finally {
            uplink.memory.close();
        }
    }

    /** Some datagrams wait until it has been flushed often enough. */
    private static final class BusyUplink implements Uplink, DatagramSource, DatagramTarget {
        final FrameMemory memory = new FrameMemory(1, 64);
        volatile int flushes;

        @Override
        public DatagramSource source() {
            return this;
        }

        @Override
        public DatagramTarget target(DatagramSender kernel) {
            return this;
        }

        @Override
        public int[] fds() {
            return new int[0];
        }

        @Override
        public FrameMemory memory() {
            return memory;
        }

        @Override
        public void flush() {
            flushes = flushes + 1;
        }

        @Override
        public boolean isUnsent() {
            return flushes < FLUSHES_WANTED;
        }

        @Override
        public int receive() {
            return 0;
        }

        @Override
        public int offset(int index) {
            throw new AssertionError();
        }

        @Override
        public int length(int index) {
            throw new AssertionError();
        }

        @Override
        public int segmentLength(int index) {
            throw new AssertionError();
        }

        @Override
        public long source(int index) {
            throw new AssertionError();
        }

        @Override
        public int destinationPort(int index) {
            throw new AssertionError();
        }

        @Override
        public MutableDirectBuffer buffer() {
            return memory.buffer();
        }

        @Override
        public boolean hasRoom(int bytes, int datagrams) {
            return true;
        }

        @Override
        public int claim(int lengthMax) {
            throw new AssertionError();
        }

        @Override
        public void release(int offset) {
            throw new AssertionError();
        }

        @Override
        public void submit(
                SendPath path,
                int offset,
                int headLength,
                long tailAddress,
                int tailLength,
                long destination,
                int sourceIp,
                int connectionId) {
            throw new AssertionError();
        }

        @Override
        public long datagramsSent() {
            return 0;
        }

        @Override
        public long bytesSent() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
