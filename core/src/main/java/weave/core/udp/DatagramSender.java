package weave.core.udp;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.FrameMemory;
import weave.linux.Errno;
import weave.linux.call.CallState;

/**
 * Builds datagrams in place and sends them in batches, one {@code sendmmsg(2)} per {@link
 * SendPath}. One user, egress.
 *
 * <p>Datagrams lie behind each other in one {@link SendBlock}.
 */
public final class DatagramSender implements DatagramTarget {
    /** What becomes of datagrams that the kernel does not take. */
    public interface Refusals {
        /** Longer than the kernel's path MTU, and DF is set. */
        void tooBig(int connectionId, int length);

        /** The kernel does not cut messages after all; they leave by themselves from now on. */
        void cutsNothing(int errno);

        /** Anything else; {@code errno} is positive. */
        void refused(int connectionId, int errno);
    }

    private final FrameMemory memory;
    private final SendBlock block;
    private final int capacity;

    /** In the order of {@link SendPath}. */
    private final SendQueue[] queues;

    private final CallState state;
    private long datagramsSent;
    private long bytesSent;

    /**
     * @param length of the block, in bytes
     * @param capacity how many datagrams may wait on each path
     * @param hugePages whether the block is to lie in huge pages
     */
    public DatagramSender(
            Endpoint endpoint,
            CallState state,
            Refusals refusals,
            int length,
            int capacity,
            boolean hugePages) {
        this.state = state;
        block = new SendBlock(0, length);
        this.capacity = capacity;
        memory = new FrameMemory(1, length, hugePages);
        int[] fds = {endpoint.dontFragmentFd(), endpoint.mainFd(), endpoint.markedFd()};
        queues = new SendQueue[fds.length];
        for (int i = 0; i < fds.length; i++) {
            queues[i] = new SendQueue(fds[i], endpoint.options().segments(), capacity, refusals);
        }
    }

    @Override
    public MutableDirectBuffer buffer() {
        return memory.buffer();
    }

    @Override
    public FrameMemory memory() {
        return memory;
    }

    @Override
    public boolean hasRoom(int bytes, int datagrams) {
        if (!block.hasRoom(bytes)) {
            return false;
        }
        for (SendQueue queue : queues) {
            if (capacity - queue.count() < datagrams) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int claim(int lengthMax) {
        return block.claim(lengthMax);
    }

    @Override
    public void release(int offset) {
        block.release(offset);
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
        block.keep(offset, headLength);
        append(
                path,
                memory.address(offset),
                headLength,
                tailAddress,
                tailLength,
                destination,
                sourceIp,
                connectionId);
    }

    /**
     * Queues a datagram that lies elsewhere until the next flush; else as {@link #submit}. The
     * caller has made sure by {@link #hasRoom} that there is room for it.
     *
     * @param address of its first byte
     */
    public void append(
            SendPath path,
            long address,
            int headLength,
            long tailAddress,
            int tailLength,
            long destination,
            int sourceIp,
            int connectionId) {
        queues[path.ordinal()].append(
                address, headLength, tailAddress, tailLength, destination, sourceIp, connectionId);
    }

    @Override
    public void flush() {
        for (SendQueue queue : queues) {
            flush(queue);
        }
        block.empty();
    }

    /** Never: what the kernel has no room for is lost. */
    @Override
    public boolean isUnsent() {
        return false;
    }

    private void flush(SendQueue queue) {
        if (queue.count() > 0) {
            queue.send(state);
            datagramsSent += queue.datagramsSent();
            bytesSent += queue.bytesSent();
            queue.clear();
        }
    }

    /** Whether a positive errno says that the kernel has no room at this moment. */
    public static boolean isBufferFull(int errno) {
        return errno == Errno.EAGAIN || errno == Errno.ENOBUFS || errno == Errno.ENOMEM;
    }

    @Override
    public long datagramsSent() {
        return datagramsSent;
    }

    @Override
    public long bytesSent() {
        return bytesSent;
    }

    @Override
    public void close() {
        for (SendQueue queue : queues) {
            queue.close();
        }
        memory.close();
    }
}
