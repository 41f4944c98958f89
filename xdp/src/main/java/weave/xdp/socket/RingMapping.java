package weave.xdp.socket;

import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Memory;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpRingOffset;

/**
 * A ring as the kernel and this process share it. The indices count slots for ever, in 32 bits that
 * wrap around; a slot is found by the lower bits. Each index has one writer.
 *
 * <pre>
 *   +----------+----------+-------+------+------+------+--
 *   | producer | consumer | flags | slot | slot | slot | ...   a power of two of them
 *   +----------+----------+-------+------+------+------+--
 * </pre>
 *
 * What a producer wrote into slots is seen by the consumer that acquires the index released after
 * it; what the consumer is done with may be overwritten once its index is acquired.
 */
final class RingMapping implements AutoCloseable {
    private final UnsafeBuffer memory;
    private final int producer;
    private final int consumer;
    private final int flags;
    private final int slots;
    private final int size;
    private boolean open = true;

    /**
     * @param memory that both sides see
     * @param base where in {@code offsets} the {@link XdpRingOffset} is that says where in {@code
     *     memory} things are
     * @param size slots, a power of two
     */
    RingMapping(UnsafeBuffer memory, MemorySegment offsets, long base, int size) {
        assert Integer.bitCount(size) == 1 : size;
        this.memory = memory;
        this.size = size;
        producer = (int) XdpRingOffset.producer(offsets, base);
        consumer = (int) XdpRingOffset.consumer(offsets, base);
        flags = (int) XdpRingOffset.flags(offsets, base);
        slots = (int) XdpRingOffset.desc(offsets, base);
    }

    /**
     * Maps a ring of a socket.
     *
     * @param page where {@code mmap(2)} finds it, as {@link XdpConstants#XDP_PGOFF_RX_RING}
     * @param slotLength bytes of a slot
     */
    static RingMapping map(
            String name,
            int fd,
            long page,
            MemorySegment offsets,
            long base,
            int size,
            int slotLength) {
        int length = (int) XdpRingOffset.desc(offsets, base) + size * slotLength;
        long address =
                LinuxException.check(
                        "map the " + name + " ring of an AF_XDP socket",
                        Memory.mmap(
                                new CallState(),
                                0,
                                length,
                                Memory.PROT_READ | Memory.PROT_WRITE,
                                Memory.MAP_SHARED | Memory.MAP_POPULATE,
                                fd,
                                page));
        return new RingMapping(new UnsafeBuffer(address, length), offsets, base, size);
    }

    UnsafeBuffer memory() {
        return memory;
    }

    int size() {
        return size;
    }

    /** Where in the memory a slot begins. */
    int slot(int index, int slotLength) {
        return slots + (index & size - 1) * slotLength;
    }

    int producerAcquire() {
        return memory.getIntAcquire(producer);
    }

    void producerRelease(int index) {
        memory.putIntRelease(producer, index);
    }

    int consumerAcquire() {
        return memory.getIntAcquire(consumer);
    }

    void consumerRelease(int index) {
        memory.putIntRelease(consumer, index);
    }

    /** Whether the kernel sleeps and wants to be told of what was put in. */
    boolean needsWakeup() {
        return (memory.getIntOpaque(flags) & XdpConstants.XDP_RING_NEED_WAKEUP) != 0;
    }

    /** The memory must not be used again. */
    @Override
    public void close() {
        if (open) {
            open = false;
            Memory.munmap(new CallState(), memory.addressOffset(), memory.capacity());
        }
    }
}
