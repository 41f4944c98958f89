package weave.bench.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;

/** Sends datagrams as fast as the kernel takes them, many a call and without segmentation. */
final class UdpGenerator implements AutoCloseable {
    private static final int BATCH = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages = arena.allocate(Mmsghdr.SIZE * BATCH, Long.BYTES);
    private final UdpSocket socket;
    private volatile boolean stopped;
    private volatile long sent;

    /**
     * @param length of the payload, at least 8 bytes
     * @param mark what the payload begins with
     */
    UdpGenerator(UdpSocket socket, int length, long mark) {
        this.socket = socket;
        MemorySegment payload = arena.allocate(length, Long.BYTES);
        payload.set(ValueLayout.JAVA_LONG, 0, mark);
        MemorySegment vector = arena.allocate(Iovec.LAYOUT);
        Iovec.iov_base(vector, 0, payload.address());
        Iovec.iov_len(vector, 0, length);
        for (int i = 0; i < BATCH; i++) {
            long header = i * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
            Msghdr.msg_iov(messages, header, vector.address());
            Msghdr.msg_iovlen(messages, header, 1);
        }
    }

    /** Sends until {@link #stop}. */
    void run() {
        CallState state = new CallState();
        long total = 0;
        while (!stopped) {
            int result = Datagrams.sendmmsg(state, socket.fd(), messages.address(), BATCH, 0);
            if (result > 0) {
                total += result;
                sent = total;
            } else {
                // A refused batch, for example while an ICMP error is reported: let others work.
                Thread.yield();
            }
        }
    }

    /** Datagrams so far; any thread. */
    long sent() {
        return sent;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        arena.close();
    }
}
