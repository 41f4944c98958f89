package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of a message about a neighbour: {@code struct ndmsg} of {@code <linux/neighbour.h>}.
 *
 * <pre>
 *   0            1   4             8           10          11         12
 *   +------------+---+-------------+-----------+-----------+----------+
 *   | ndm_family | - | ndm_ifindex | ndm_state | ndm_flags | ndm_type |
 *   +------------+---+-------------+-----------+-----------+----------+
 * </pre>
 */
public final class Ndmsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("ndm_family"),
                            MemoryLayout.paddingLayout(3),
                            JAVA_INT.withName("ndm_ifindex"),
                            JAVA_SHORT.withName("ndm_state"),
                            JAVA_BYTE.withName("ndm_flags"),
                            JAVA_BYTE.withName("ndm_type"))
                    .withName("ndmsg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NDM_FAMILY = Layouts.offset(LAYOUT, "ndm_family");
    private static final long NDM_IFINDEX = Layouts.offset(LAYOUT, "ndm_ifindex");
    private static final long NDM_STATE = Layouts.offset(LAYOUT, "ndm_state");
    private static final long NDM_FLAGS = Layouts.offset(LAYOUT, "ndm_flags");
    private static final long NDM_TYPE = Layouts.offset(LAYOUT, "ndm_type");

    private Ndmsg() {}

    public static int ndm_family(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + NDM_FAMILY) & 0xFF;
    }

    public static void ndm_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + NDM_FAMILY, (byte) value);
    }

    public static int ndm_ifindex(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NDM_IFINDEX);
    }

    public static void ndm_ifindex(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NDM_IFINDEX, value);
    }

    public static int ndm_state(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + NDM_STATE));
    }

    public static void ndm_state(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + NDM_STATE, (short) value);
    }

    public static int ndm_flags(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + NDM_FLAGS) & 0xFF;
    }

    public static void ndm_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + NDM_FLAGS, (byte) value);
    }

    public static int ndm_type(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + NDM_TYPE) & 0xFF;
    }

    public static void ndm_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + NDM_TYPE, (byte) value);
    }
}
