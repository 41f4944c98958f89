package weave.core.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.Errno;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;
import weave.linux.socket.Iovec;
import weave.linux.socket.SocketConstants;

/**
 * The datagrams that wait for one socket. When they are sent, neighbours in the queue that go to
 * the same place and have the same length leave as one message, which the kernel cuts ({@code
 * UDP_SEGMENT} of {@code udp(7)}): its stack is then walked once for 64 KB. Those of a message that
 * is refused as too long leave one by one.
 *
 * <pre>
 *   datagrams:  | 1472 | 1472 | 1472 | 900 | 1472 | 80 |
 *   messages:   |---------- one -----------|--- one ---|      the last of a message may be shorter
 * </pre>
 */
final class SendQueue implements AutoCloseable {
    /** How long a full socket buffer may hold egress up; then datagrams are dropped. */
    private static final int WAIT_MILLIS = 5;

    /** What the kernel takes in one message: {@code UDP_MAX_SEGMENTS} of older kernels. */
    private static final int SEGMENTS_MAX = 64;

    /** The largest UDP payload over IPv4 holds for a message that is to be cut, too. */
    private static final int MESSAGE_LENGTH_MAX = 65_507;

    /** Pieces of memory of one datagram. */
    private static final int PIECES_MAX = 2;

    private final int fd;
    private final DatagramSender.Refusals refusals;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment vectors;
    private final MemorySegment writable;
    private final SendMessages messages;
    private final int[] lengths;

    /** The first vector of each datagram, and behind the last datagram the number of vectors. */
    private final int[] vectorFirsts;

    private final long[] destinations;
    private final int[] sourceIps;
    private final int[] connectionIds;
    private final int[] firsts;
    private final int[] sizes;
    private boolean segments;
    private int apartBefore;
    private int count;
    private int vectorCount;
    private int datagramsSent;
    private long bytesSent;

    /**
     * @param segments whether the kernel may be asked to cut messages
     * @param capacity how many datagrams may wait
     */
    SendQueue(int fd, boolean segments, int capacity, DatagramSender.Refusals refusals) {
        this.fd = fd;
        this.segments = segments;
        this.refusals = refusals;
        vectors = arena.allocate(PIECES_MAX * Iovec.SIZE * capacity, Long.BYTES);
        writable = arena.allocate(Pollfd.LAYOUT);
        Pollfd.set(writable, 0, fd, Pollfd.POLLOUT);
        messages = new SendMessages(arena, vectors.address(), capacity);
        lengths = new int[capacity];
        vectorFirsts = new int[capacity + 1];
        destinations = new long[capacity];
        sourceIps = new int[capacity];
        connectionIds = new int[capacity];
        firsts = new int[capacity];
        sizes = new int[capacity];
    }

    /** Adds a datagram, with {@code tailLength} bytes more that lie elsewhere. */
    void append(
            long address,
            int length,
            long tailAddress,
            int tailLength,
            long destination,
            int sourceIp,
            int connectionId) {
        assert count < lengths.length : "there is room";
        putVector(address, length);
        if (tailLength > 0) {
            putVector(tailAddress, tailLength);
        }
        lengths[count] = length + tailLength;
        destinations[count] = destination;
        sourceIps[count] = sourceIp;
        connectionIds[count] = connectionId;
        count++;
        vectorFirsts[count] = vectorCount;
    }

    private void putVector(long address, int length) {
        Iovec.iov_base(vectors, vectorCount * Iovec.SIZE, address);
        Iovec.iov_len(vectors, vectorCount * Iovec.SIZE, length);
        vectorCount++;
    }

    /** Sends all; a datagram that the kernel refuses does not hold up those behind it. */
    void send(CallState state) {
        datagramsSent = 0;
        bytesSent = 0;
        apartBefore = 0;
        int messageCount = build(0);
        int next = 0;
        boolean waited = false;
        while (next < messageCount) {
            int result =
                    Datagrams.sendmmsg(
                            state,
                            fd,
                            messages.address(next),
                            messageCount - next,
                            SocketConstants.MSG_DONTWAIT);
            if (result > 0) {
                account(next, result);
                next += result;
            } else if (DatagramSender.isBufferFull(-result) && !waited) {
                waited = true;
                Polling.poll(state, writable.address(), 1, WAIT_MILLIS);
            } else if (cannotSegment(-result, next)) {
                segments = false;
                refusals.cutsNothing(-result);
                messageCount = build(firsts[next]);
                next = 0;
            } else if (mayFitApart(-result, next)) {
                apartBefore = firsts[next] + sizes[next];
                messageCount = build(firsts[next]);
                next = 0;
            } else if (result != -Errno.EINTR) {
                refuse(next, -result);
                next++;
            }
        }
    }

    /** Makes messages of the datagrams from {@code from} on; returns how many. */
    private int build(int from) {
        int message = 0;
        int first = from;
        while (first < count) {
            int size = segments && first >= apartBefore ? run(first) : 1;
            firsts[message] = first;
            sizes[message] = size;
            messages.set(
                    message,
                    vectorFirsts[first],
                    vectorFirsts[first + size] - vectorFirsts[first],
                    size > 1 ? lengths[first] : 0,
                    destinations[first],
                    sourceIps[first]);
            message++;
            first += size;
        }
        return message;
    }

    /** How many datagrams from {@code first} on may leave as one message. */
    private int run(int first) {
        int length = lengths[first];
        int total = length;
        int size = 1;
        while (first + size < count
                && size < SEGMENTS_MAX
                && lengths[first + size - 1] == length
                && lengths[first + size] <= length
                && total + lengths[first + size] <= MESSAGE_LENGTH_MAX
                && destinations[first + size] == destinations[first]
                && sourceIps[first + size] == sourceIps[first]
                && connectionIds[first + size] == connectionIds[first]) {
            total += lengths[first + size];
            size++;
        }
        return size;
    }

    /** Devices without checksum offload refuse segmentation. */
    private boolean cannotSegment(int errno, int message) {
        return sizes[message] > 1 && errno == Errno.EIO;
    }

    /**
     * The kernel never fragments what it cuts, not even without DF: one datagram longer than the
     * path MTU spoils the message, though each might leave by itself. Kernels before 6.14 call that
     * EINVAL, which says nothing of the socket: whether it cuts has been asked when it was opened.
     */
    private boolean mayFitApart(int errno, int message) {
        return sizes[message] > 1 && (errno == Errno.EMSGSIZE || errno == Errno.EINVAL);
    }

    private void account(int message, int sent) {
        for (int i = message; i < message + sent; i++) {
            datagramsSent += sizes[i];
            for (int datagram = firsts[i]; datagram < firsts[i] + sizes[i]; datagram++) {
                bytesSent += lengths[datagram];
            }
        }
    }

    private void refuse(int message, int errno) {
        for (int i = firsts[message]; i < firsts[message] + sizes[message]; i++) {
            if (errno == Errno.EMSGSIZE) {
                refusals.tooBig(connectionIds[i], lengths[i]);
            } else {
                refusals.refused(connectionIds[i], errno);
            }
        }
    }

    int count() {
        return count;
    }

    /** Datagrams that the kernel took in the last {@link #send}. */
    int datagramsSent() {
        return datagramsSent;
    }

    /** Their bytes. */
    long bytesSent() {
        return bytesSent;
    }

    void clear() {
        count = 0;
        vectorCount = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
