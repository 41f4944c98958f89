package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static weave.linux.Layouts.NETWORK_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Which interface and address a datagram came to or leaves by: {@code struct in_pktinfo} of {@code
 * <netinet/in.h>}. Addresses are big-endian in memory, plain numbers here.
 *
 * <pre>
 *   0             4              8          12
 *   +-------------+--------------+----------+
 *   | ipi_ifindex | ipi_spec_dst | ipi_addr |
 *   +-------------+--------------+----------+
 * </pre>
 */
public final class InPktinfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("ipi_ifindex"),
                            NETWORK_INT.withName("ipi_spec_dst"),
                            NETWORK_INT.withName("ipi_addr"))
                    .withName("in_pktinfo");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IPI_IFINDEX = Layouts.offset(LAYOUT, "ipi_ifindex");
    private static final long IPI_SPEC_DST = Layouts.offset(LAYOUT, "ipi_spec_dst");
    private static final long IPI_ADDR = Layouts.offset(LAYOUT, "ipi_addr");

    private InPktinfo() {}

    public static int ipi_ifindex(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + IPI_IFINDEX);
    }

    public static void ipi_ifindex(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + IPI_IFINDEX, value);
    }

    /** The local address; when sending, the source address. */
    public static int ipi_spec_dst(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + IPI_SPEC_DST);
    }

    public static void ipi_spec_dst(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + IPI_SPEC_DST, value);
    }

    /** The destination in the header, when receiving. */
    public static int ipi_addr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + IPI_ADDR);
    }

    public static void ipi_addr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + IPI_ADDR, value);
    }
}
