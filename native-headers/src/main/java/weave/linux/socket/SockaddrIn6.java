package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static weave.linux.Layouts.NETWORK_INT;
import static weave.linux.Layouts.NETWORK_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * An IPv6 address and port: {@code struct sockaddr_in6} of {@code <netinet/in.h>}. Port, flow and
 * address are big-endian in memory.
 *
 * <pre>
 *   0             2           4               8                24
 *   +-------------+-----------+---------------+----------------+
 *   | sin6_family | sin6_port | sin6_flowinfo | sin6_addr (16) |
 *   +-------------+-----------+---------------+----------------+
 *   24              28
 *   +---------------+
 *   | sin6_scope_id |
 *   +---------------+
 * </pre>
 */
public final class SockaddrIn6 {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sin6_family"),
                            NETWORK_SHORT.withName("sin6_port"),
                            NETWORK_INT.withName("sin6_flowinfo"),
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
                            JAVA_INT.withName("sin6_scope_id"))
                    .withName("sockaddr_in6");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long SIN6_FAMILY = Layouts.offset(LAYOUT, "sin6_family");
    private static final long SIN6_PORT = Layouts.offset(LAYOUT, "sin6_port");
    private static final long SIN6_FLOWINFO = Layouts.offset(LAYOUT, "sin6_flowinfo");

    /** Where the 16 bytes of the address lie. */
    public static final long SIN6_ADDR_OFFSET = Layouts.offset(LAYOUT, "sin6_addr");

    private static final long SIN6_SCOPE_ID = Layouts.offset(LAYOUT, "sin6_scope_id");

    private SockaddrIn6() {}

    public static int sin6_family(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + SIN6_FAMILY));
    }

    public static void sin6_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + SIN6_FAMILY, (short) value);
    }

    public static int sin6_port(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(NETWORK_SHORT, base + SIN6_PORT));
    }

    public static void sin6_port(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_SHORT, base + SIN6_PORT, (short) value);
    }

    public static int sin6_flowinfo(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + SIN6_FLOWINFO);
    }

    public static void sin6_flowinfo(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SIN6_FLOWINFO, value);
    }

    /** The index of the interface for a link-local address, else 0. */
    public static int sin6_scope_id(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + SIN6_SCOPE_ID);
    }

    public static void sin6_scope_id(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + SIN6_SCOPE_ID, value);
    }
}
