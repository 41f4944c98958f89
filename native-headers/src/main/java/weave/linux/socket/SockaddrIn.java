package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static weave.linux.Layouts.NETWORK_INT;
import static weave.linux.Layouts.NETWORK_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * An IPv4 address and port: {@code struct sockaddr_in} of {@code <netinet/in.h>}. Port and address
 * are big-endian in memory, plain numbers here: 10.0.0.1 is {@code 0x0A000001}.
 *
 * <pre>
 *   0            2          4          8   16
 *   +------------+----------+----------+---+
 *   | sin_family | sin_port | sin_addr | - |
 *   +------------+----------+----------+---+
 * </pre>
 */
public final class SockaddrIn {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sin_family"),
                            NETWORK_SHORT.withName("sin_port"),
                            NETWORK_INT.withName("sin_addr"),
                            MemoryLayout.paddingLayout(8))
                    .withName("sockaddr_in");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long SIN_FAMILY = Layouts.offset(LAYOUT, "sin_family");
    private static final long SIN_PORT = Layouts.offset(LAYOUT, "sin_port");
    private static final long SIN_ADDR = Layouts.offset(LAYOUT, "sin_addr");

    private SockaddrIn() {}

    public static int sin_family(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + SIN_FAMILY));
    }

    public static void sin_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + SIN_FAMILY, (short) value);
    }

    public static int sin_port(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(NETWORK_SHORT, base + SIN_PORT));
    }

    public static void sin_port(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_SHORT, base + SIN_PORT, (short) value);
    }

    public static int sin_addr(MemorySegment memory, long base) {
        return memory.get(NETWORK_INT, base + SIN_ADDR);
    }

    public static void sin_addr(MemorySegment memory, long base, int value) {
        memory.set(NETWORK_INT, base + SIN_ADDR, value);
    }

    /** Fills in the whole structure. */
    public static void set(MemorySegment memory, long base, int address, int port) {
        sin_family(memory, base, SocketConstants.AF_INET);
        sin_port(memory, base, port);
        sin_addr(memory, base, address);
        memory.set(JAVA_LONG_UNALIGNED, base + SIN_ADDR + Integer.BYTES, 0);
    }
}
