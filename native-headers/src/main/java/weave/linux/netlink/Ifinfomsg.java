package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of a message about a link: {@code struct ifinfomsg} of {@code <linux/rtnetlink.h>}.
 *
 * <pre>
 *   0            1   2          4           8           12           16
 *   +------------+---+----------+-----------+-----------+------------+
 *   | ifi_family | - | ifi_type | ifi_index | ifi_flags | ifi_change |
 *   +------------+---+----------+-----------+-----------+------------+
 * </pre>
 */
public final class Ifinfomsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("ifi_family"),
                            MemoryLayout.paddingLayout(1),
                            JAVA_SHORT.withName("ifi_type"),
                            JAVA_INT.withName("ifi_index"),
                            JAVA_INT.withName("ifi_flags"),
                            JAVA_INT.withName("ifi_change"))
                    .withName("ifinfomsg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IFI_FAMILY = Layouts.offset(LAYOUT, "ifi_family");
    private static final long IFI_TYPE = Layouts.offset(LAYOUT, "ifi_type");
    private static final long IFI_INDEX = Layouts.offset(LAYOUT, "ifi_index");
    private static final long IFI_FLAGS = Layouts.offset(LAYOUT, "ifi_flags");
    private static final long IFI_CHANGE = Layouts.offset(LAYOUT, "ifi_change");

    private Ifinfomsg() {}

    public static int ifi_family(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + IFI_FAMILY) & 0xFF;
    }

    public static void ifi_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + IFI_FAMILY, (byte) value);
    }

    /** The hardware type, {@code ARPHRD_…}. */
    public static int ifi_type(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + IFI_TYPE));
    }

    public static void ifi_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + IFI_TYPE, (short) value);
    }

    public static int ifi_index(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + IFI_INDEX);
    }

    public static void ifi_index(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + IFI_INDEX, value);
    }

    public static int ifi_flags(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + IFI_FLAGS);
    }

    public static void ifi_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + IFI_FLAGS, value);
    }

    /** Which of the flags are to change. */
    public static int ifi_change(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + IFI_CHANGE);
    }

    public static void ifi_change(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + IFI_CHANGE, value);
    }
}
