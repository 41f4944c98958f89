package weave.bench.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import weave.core.frame.FrameMemory;
import weave.core.udp.DatagramReceiver;
import weave.linux.call.CallState;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;

/** Counts the datagrams of one generator. */
final class UdpSink implements AutoCloseable {
    private static final int BATCH = 64;
    private static final int HEADROOM = 128;
    private static final int WAIT_MILLIS = 50;

    private final CallState state = new CallState();
    private final int length;
    private final long mark;
    private final DatagramReceiver receiver;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment readable = arena.allocate(Pollfd.LAYOUT);
    private volatile boolean stopped;
    private volatile long received;

    /**
     * @param length of the payload
     * @param mark what it begins with; anything else is of another run
     */
    UdpSink(UdpSocket socket, int length, long mark) {
        this.length = length;
        this.mark = mark;
        receiver = new DatagramReceiver(state, socket.fd(), BATCH, length + HEADROOM);
        Pollfd.set(readable, 0, socket.fd(), Pollfd.POLLIN);
    }

    /** Receives until {@link #stop}. */
    void run() {
        FrameMemory memory = receiver.memory();
        long total = 0;
        while (!stopped) {
            int count = receiver.receive();
            for (int i = 0; i < count; i++) {
                boolean ours =
                        receiver.length(i) == length
                                && memory.buffer()
                                                .getLong(
                                                        receiver.offset(i), ByteOrder.nativeOrder())
                                        == mark;
                total += ours ? 1 : 0;
            }
            received = total;
            if (count == 0) {
                Polling.poll(state, readable.address(), 1, WAIT_MILLIS);
            }
        }
    }

    /** Datagrams so far; any thread. */
    long received() {
        return received;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        receiver.close();
        arena.close();
    }
}
