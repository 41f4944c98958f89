package weave.core.udp;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.FrameMemory;
import weave.linux.call.CallState;

/**
 * Builds datagrams in place and sends them in batches, one {@code sendmmsg(2)} per path. One user,
 * egress.
 *
 * <p>A slot is free, claimed by an encoder that fills it, or submitted and waiting for the next
 * flush; sending frees it. The order of submission is kept on each path.
 */
public final class DatagramSender implements AutoCloseable {
    /** What becomes of datagrams that the kernel does not take. */
    public interface Refusals {
        /** Longer than the kernel's path MTU, and DF is set. */
        void tooBig(int connectionId, int length);

        /** Anything else; {@code errno} is positive. */
        void refused(int connectionId, int errno);
    }

    private final FrameMemory memory;
    private final int slotLength;
    private final int[] free;
    private int freeCount;
    private final SendQueue dontFragment;
    private final SendQueue fragmentable;
    private final CallState state;
    private long datagramsSent;
    private long bytesSent;

    /**
     * @param slots how many datagrams may be under construction or waiting
     * @param slotLength of the longest datagram
     */
    public DatagramSender(
            Endpoint endpoint, CallState state, Refusals refusals, int slots, int slotLength) {
        this.state = state;
        this.slotLength = slotLength;
        memory = new FrameMemory(slots, slotLength);
        free = new int[slots];
        for (int slot = slots - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
        dontFragment = new SendQueue(endpoint.dontFragmentFd(), slots, refusals);
        fragmentable = new SendQueue(endpoint.mainFd(), slots, refusals);
    }

    /** Where the slots lie. */
    public MutableDirectBuffer buffer() {
        return memory.buffer();
    }

    /** How many slots are neither claimed nor waiting. */
    public int freeSlots() {
        return freeCount;
    }

    /**
     * The offset of a free slot. When none is free, what waits is sent first; the caller keeps
     * fewer slots claimed than there are.
     */
    public int claim() {
        if (freeCount == 0) {
            flush();
        }
        assert freeCount > 0 : "every slot is claimed and none submitted";
        return free[--freeCount] * slotLength;
    }

    /** Gives a claimed slot back unused. */
    public void release(int offset) {
        free[freeCount++] = offset / slotLength;
    }

    /**
     * Queues a filled slot.
     *
     * @param mayFragment whether it leaves without DF
     * @param destination a packed {@link UdpAddress}
     * @param sourceIp our address, 0 to let the kernel choose
     * @param connectionId told to {@link Refusals}
     */
    public void submit(
            boolean mayFragment,
            int offset,
            int length,
            long destination,
            int sourceIp,
            int connectionId) {
        SendQueue queue = mayFragment ? fragmentable : dontFragment;
        queue.append(memory.address(offset), offset, length, destination, sourceIp, connectionId);
    }

    /** Sends all that waits; every submitted slot is free afterwards. */
    public void flush() {
        flush(dontFragment);
        flush(fragmentable);
    }

    private void flush(SendQueue queue) {
        if (queue.count() == 0) {
            return;
        }
        queue.send(state);
        datagramsSent += queue.datagramsSent();
        bytesSent += queue.bytesSent();
        for (int i = 0; i < queue.count(); i++) {
            release(queue.offset(i));
        }
        queue.clear();
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
