package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Where the parts of a mapped ring lie, in bytes: {@code struct xdp_ring_offset} of {@code
 * <linux/if_xdp.h>}.
 *
 * <pre>
 *   0          8          16     24      32
 *   +----------+----------+------+-------+
 *   | producer | consumer | desc | flags |
 *   +----------+----------+------+-------+
 * </pre>
 */
public final class XdpRingOffset {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("producer"),
                            JAVA_LONG.withName("consumer"),
                            JAVA_LONG.withName("desc"),
                            JAVA_LONG.withName("flags"))
                    .withName("xdp_ring_offset");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PRODUCER = Layouts.offset(LAYOUT, "producer");
    private static final long CONSUMER = Layouts.offset(LAYOUT, "consumer");
    private static final long DESC = Layouts.offset(LAYOUT, "desc");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private XdpRingOffset() {}

    /** Of the index that whoever fills the ring writes. */
    public static long producer(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + PRODUCER);
    }

    /** Of the index that whoever empties the ring writes. */
    public static long consumer(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + CONSUMER);
    }

    /** Of the first slot. */
    public static long desc(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + DESC);
    }

    /** Of the flags, as {@link XdpConstants#XDP_RING_NEED_WAKEUP}, which the kernel writes. */
    public static long flags(MemorySegment memory, long base) {
        return memory.get(JAVA_LONG, base + FLAGS);
    }
}
