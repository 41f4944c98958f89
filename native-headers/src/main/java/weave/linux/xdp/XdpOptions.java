package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * How a socket is bound: {@code struct xdp_options} of {@code <linux/if_xdp.h>}.
 *
 * <pre>
 *   0       4
 *   +-------+
 *   | flags |
 *   +-------+
 * </pre>
 */
public final class XdpOptions {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("flags")).withName("xdp_options");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private XdpOptions() {}

    /** As {@link XdpConstants#XDP_OPTIONS_ZEROCOPY}. */
    public static int flags(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + FLAGS);
    }
}
