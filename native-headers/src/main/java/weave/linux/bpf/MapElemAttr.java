package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the commands about one element of a map want of {@code union bpf_attr} of {@code
 * <linux/bpf.h>}. {@code BPF_MAP_GET_NEXT_KEY} writes the next key where the others have the value.
 *
 * <pre>
 *   0        4     8     16      24      32
 *   +--------+-----+-----+-------+-------+
 *   | map_fd |  -  | key | value | flags |
 *   +--------+-----+-----+-------+-------+
 * </pre>
 */
public final class MapElemAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("map_fd"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_LONG.withName("key"),
                            JAVA_LONG.withName("value"),
                            JAVA_LONG.withName("flags"))
                    .withName("bpf_attr_map_elem");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long MAP_FD = Layouts.offset(LAYOUT, "map_fd");
    private static final long KEY = Layouts.offset(LAYOUT, "key");
    private static final long VALUE = Layouts.offset(LAYOUT, "value");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private MapElemAttr() {}

    public static void map_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MAP_FD, value);
    }

    /** Address. */
    public static void key(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + KEY, value);
    }

    /** Address. */
    public static void value(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + VALUE, value);
    }

    public static void flags(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + FLAGS, value);
    }
}
