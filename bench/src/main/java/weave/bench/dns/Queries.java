package weave.bench.dns;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import weave.bench.traffic.UdpSocket;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;

/**
 * A client that always has the same number of queries under way, and asks one more for each answer
 * that it gets: many a system call, so that it is never what limits.
 */
final class Queries implements AutoCloseable {
    private static final int BATCH = 64;
    private static final int ANSWER_LENGTH = 512;
    private static final int MSG_WAITFORONE = 0x10000;
    private static final int LOST_AFTER_MILLIS = 200;
    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final UdpSocket socket;
    private final int window;
    private final MemorySegment[] queries;
    private final MemorySegment sending = arena.allocate(Mmsghdr.SIZE * BATCH, Long.BYTES);
    private final MemorySegment sendVectors = arena.allocate(Iovec.SIZE * BATCH, Long.BYTES);
    private final MemorySegment receiving = arena.allocate(Mmsghdr.SIZE * BATCH, Long.BYTES);
    private final MemorySegment answers = arena.allocate((long) ANSWER_LENGTH * BATCH);
    private final CallState state = new CallState();
    private int next;
    private int underWay;
    private long lost;

    /**
     * What came of it.
     *
     * @param answered right answers
     * @param lost queries without an answer
     */
    record Count(long answered, long lost, double seconds) {}

    /**
     * @param window queries under way at a time
     */
    Queries(Names names, UdpSocket socket, int window) {
        this.socket = socket;
        this.window = window;
        byte[][] bytes = names.queries();
        queries = new MemorySegment[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            queries[i] = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes[i]);
        }
        MemorySegment receiveVectors = arena.allocate(Iovec.SIZE * BATCH, Long.BYTES);
        for (int i = 0; i < BATCH; i++) {
            vector(sending, sendVectors, i);
            vector(receiving, receiveVectors, i);
            long vector = i * Iovec.SIZE;
            Iovec.iov_base(receiveVectors, vector, answers.address() + (long) i * ANSWER_LENGTH);
            Iovec.iov_len(receiveVectors, vector, ANSWER_LENGTH);
        }
        socket.receiveTimeout(LOST_AFTER_MILLIS);
    }

    private static void vector(MemorySegment messages, MemorySegment vectors, int i) {
        long header = i * Mmsghdr.SIZE + Mmsghdr.MSG_HDR_OFFSET;
        Msghdr.msg_iov(messages, header, vectors.address() + i * Iovec.SIZE);
        Msghdr.msg_iovlen(messages, header, 1);
    }

    /** Asks for so long. */
    Count run(double seconds) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long answered = 0;
        lost = 0;
        long now = begin;
        while (now - end < 0) {
            while (underWay < window) {
                send(Math.min(BATCH, window - underWay));
            }
            answered += receive();
            now = System.nanoTime();
        }
        // What is still under way belongs to nobody.
        while (underWay > 0) {
            receive();
        }
        return new Count(answered, lost, (now - begin) / 1e9);
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            MemorySegment query = queries[next];
            next = next + 1 == queries.length ? 0 : next + 1;
            query.set(NET_SHORT, 0, (short) next);
            Iovec.iov_base(sendVectors, i * Iovec.SIZE, query.address());
            Iovec.iov_len(sendVectors, i * Iovec.SIZE, query.byteSize());
        }
        int sent = Datagrams.sendmmsg(state, socket.fd(), sending.address(), count, 0);
        // What the kernel does not take is lost, too.
        underWay += Math.max(sent, 0);
        lost += count - Math.max(sent, 0);
        if (sent <= 0) {
            receive();
        }
    }

    private long receive() {
        int count =
                Datagrams.recvmmsg(
                        state, socket.fd(), receiving.address(), BATCH, MSG_WAITFORONE, 0);
        if (count <= 0) {
            lost += underWay;
            underWay = 0;
            return 0;
        }
        long right = 0;
        for (int i = 0; i < count; i++) {
            long at = (long) i * ANSWER_LENGTH;
            int code = answers.get(ValueLayout.JAVA_BYTE, at + 3) & 0xF;
            int records = answers.get(NET_SHORT, at + 6);
            right += code == 0 && records == 1 ? 1 : 0;
        }
        underWay = Math.max(0, underWay - count);
        return right;
    }

    @Override
    public void close() {
        arena.close();
    }
}
