package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of a message about traffic control: {@code struct tcmsg} of {@code <linux/rtnetlink.h>}.
 *
 * <pre>
 *   0            1   4             8            12           16         20
 *   +------------+---+-------------+------------+------------+----------+
 *   | tcm_family | - | tcm_ifindex | tcm_handle | tcm_parent | tcm_info |
 *   +------------+---+-------------+------------+------------+----------+
 * </pre>
 */
public final class Tcmsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("tcm_family"),
                            MemoryLayout.paddingLayout(3),
                            JAVA_INT.withName("tcm_ifindex"),
                            JAVA_INT.withName("tcm_handle"),
                            JAVA_INT.withName("tcm_parent"),
                            JAVA_INT.withName("tcm_info"))
                    .withName("tcmsg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long TCM_IFINDEX = Layouts.offset(LAYOUT, "tcm_ifindex");
    private static final long TCM_HANDLE = Layouts.offset(LAYOUT, "tcm_handle");
    private static final long TCM_PARENT = Layouts.offset(LAYOUT, "tcm_parent");
    private static final long TCM_INFO = Layouts.offset(LAYOUT, "tcm_info");

    private Tcmsg() {}

    public static int tcm_ifindex(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TCM_IFINDEX);
    }

    public static void tcm_ifindex(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TCM_IFINDEX, value);
    }

    public static int tcm_handle(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TCM_HANDLE);
    }

    public static void tcm_handle(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TCM_HANDLE, value);
    }

    public static int tcm_parent(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TCM_PARENT);
    }

    public static void tcm_parent(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TCM_PARENT, value);
    }

    /** Of a filter: its priority in the upper half, the EtherType in network order. */
    public static int tcm_info(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TCM_INFO);
    }

    public static void tcm_info(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TCM_INFO, value);
    }
}
