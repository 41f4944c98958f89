package weave.core.udp;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.FrameMemory;
import weave.linux.Errno;
import weave.linux.call.CallState;

/**
 * Builds datagrams in place and sends them in batches, one {@code sendmmsg(2)} per path. One user,
 * egress.
 *
 * <p>Datagrams lie behind each other in one block. Room is claimed for the longest that may become
 * of one; what it did not need is given back when it is submitted, so that the block stays dense. A
 * flush empties it.
 */
public final class DatagramSender implements AutoCloseable {
    /** What becomes of datagrams that the kernel does not take. */
    public interface Refusals {
        /** Longer than the kernel's path MTU, and DF is set. */
        void tooBig(int connectionId, int length);

        /** The kernel does not cut messages after all; they leave by themselves from now on. */
        void cutsNothing(int errno);

        /** Anything else; {@code errno} is positive. */
        void refused(int connectionId, int errno);
    }

    private static final int ALIGNMENT = 64;

    private final FrameMemory memory;
    private final int length;
    private final int capacity;
    private final SendQueue dontFragment;
    private final SendQueue fragmentable;
    private final CallState state;
    private int top;
    private int lastClaimed;
    private int open;
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
        this.length = length;
        this.capacity = capacity;
        memory = new FrameMemory(1, length, hugePages);
        dontFragment =
                new SendQueue(
                        endpoint.dontFragmentFd(),
                        endpoint.options().segments(),
                        capacity,
                        refusals);
        fragmentable =
                new SendQueue(endpoint.mainFd(), endpoint.options().segments(), capacity, refusals);
    }

    /** Where the datagrams lie. */
    public MutableDirectBuffer buffer() {
        return memory.buffer();
    }

    /** What that is part of. */
    public FrameMemory memory() {
        return memory;
    }

    /** Whether there is room for so many bytes, and so many datagrams, before the next flush. */
    public boolean hasRoom(int bytes, int datagrams) {
        return length - top >= bytes
                && capacity - dontFragment.count() >= datagrams
                && capacity - fragmentable.count() >= datagrams;
    }

    /** The offset of room for a datagram; the caller has made sure of it by {@link #hasRoom}. */
    public int claim(int lengthMax) {
        int offset = top;
        assert length - offset >= lengthMax : "no room for " + lengthMax;
        top = aligned(offset + lengthMax);
        lastClaimed = offset;
        open++;
        return offset;
    }

    /** Gives claimed room back unused. */
    public void release(int offset) {
        open--;
        if (offset == lastClaimed) {
            top = offset;
        }
    }

    /**
     * Queues a datagram, with bytes at its end that may lie elsewhere until the next flush.
     *
     * @param mayFragment whether it leaves without DF
     * @param headLength bytes at {@code offset}
     * @param tailAddress of the bytes elsewhere
     * @param tailLength 0 if there are none
     * @param destination a packed {@link UdpAddress}
     * @param sourceIp our address, 0 to let the kernel choose
     * @param connectionId told to {@link Refusals}
     */
    public void submit(
            boolean mayFragment,
            int offset,
            int headLength,
            long tailAddress,
            int tailLength,
            long destination,
            int sourceIp,
            int connectionId) {
        open--;
        if (offset == lastClaimed) {
            top = aligned(offset + headLength);
        }
        SendQueue queue = mayFragment ? fragmentable : dontFragment;
        queue.append(
                memory.address(offset),
                headLength,
                tailAddress,
                tailLength,
                destination,
                sourceIp,
                connectionId);
    }

    /** Sends all that waits. The block is empty afterwards, unless a datagram is still open. */
    public void flush() {
        flush(dontFragment);
        flush(fragmentable);
        if (open == 0) {
            top = 0;
        }
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

    private static int aligned(int offset) {
        return offset + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Datagrams that the kernel took since the start. */
    public long datagramsSent() {
        return datagramsSent;
    }

    /** Bytes of UDP payload that the kernel took since the start. */
    public long bytesSent() {
        return bytesSent;
    }

    @Override
    public void close() {
        dontFragment.close();
        fragmentable.close();
        memory.close();
    }
}
