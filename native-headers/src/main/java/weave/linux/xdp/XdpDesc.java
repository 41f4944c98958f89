package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * A slot of a ring of received frames or of frames to send: {@code struct xdp_desc} of {@code
 * <linux/if_xdp.h>}. The address counts from the beginning of the memory told to the kernel.
 *
 * <pre>
 *   0      8     12        16
 *   +------+-----+---------+
 *   | addr | len | options |
 *   +------+-----+---------+
 * </pre>
 */
public final class XdpDesc {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("addr"),
                            JAVA_INT.withName("len"),
                            JAVA_INT.withName("options"))
                    .withName("xdp_desc");

    public static final long SIZE = LAYOUT.byteSize();
    public static final int ADDR_OFFSET = (int) Layouts.offset(LAYOUT, "addr");
    public static final int LEN_OFFSET = (int) Layouts.offset(LAYOUT, "len");
    public static final int OPTIONS_OFFSET = (int) Layouts.offset(LAYOUT, "options");

    private XdpDesc() {}
}
