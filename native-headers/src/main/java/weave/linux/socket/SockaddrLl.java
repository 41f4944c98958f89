package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static weave.linux.Layouts.NETWORK_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Where on which link a frame goes: {@code struct sockaddr_ll} of {@code <linux/if_packet.h>}.
 *
 * <pre>
 *   0            2              4             8            10            11          12         20
 *   +------------+--------------+-------------+------------+-------------+-----------+----------+
 *   | sll_family | sll_protocol | sll_ifindex | sll_hatype | sll_pkttype | sll_halen | sll_addr |
 *   +------------+--------------+-------------+------------+-------------+-----------+----------+
 * </pre>
 */
public final class SockaddrLl {
    private static final int ADDRESS_LENGTH = 8;

    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sll_family"),
                            NETWORK_SHORT.withName("sll_protocol"),
                            JAVA_INT.withName("sll_ifindex"),
                            JAVA_SHORT.withName("sll_hatype"),
                            JAVA_BYTE.withName("sll_pkttype"),
                            JAVA_BYTE.withName("sll_halen"),
                            MemoryLayout.sequenceLayout(ADDRESS_LENGTH, JAVA_BYTE)
                                    .withName("sll_addr"))
                    .withName("sockaddr_ll");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long SLL_FAMILY = Layouts.offset(LAYOUT, "sll_family");
    private static final long SLL_PROTOCOL = Layouts.offset(LAYOUT, "sll_protocol");
    private static final long SLL_IFINDEX = Layouts.offset(LAYOUT, "sll_ifindex");
    private static final long SLL_HALEN = Layouts.offset(LAYOUT, "sll_halen");

    private SockaddrLl() {}

    /** A protocol of a link: what a whole frame is sent through, its own head says where to. */
    public static void set(MemorySegment memory, long base, int protocol, int linkIndex) {
        memory.set(JAVA_SHORT, base + SLL_FAMILY, (short) SocketConstants.AF_PACKET);
        memory.set(NETWORK_SHORT, base + SLL_PROTOCOL, (short) protocol);
        memory.set(JAVA_INT, base + SLL_IFINDEX, linkIndex);
        memory.set(JAVA_BYTE, base + SLL_HALEN, (byte) 6);
    }
}
