package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the commands about many elements of a map want of {@code union bpf_attr} of {@code
 * <linux/bpf.h>}.
 *
 * <pre>
 *   0          8           16     24       32      36       40           48      56
 *   +----------+-----------+------+--------+-------+--------+------------+-------+
 *   | in_batch | out_batch | keys | values | count | map_fd | elem_flags | flags |
 *   +----------+-----------+------+--------+-------+--------+------------+-------+
 * </pre>
 */
public final class MapBatchAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("in_batch"),
                            JAVA_LONG.withName("out_batch"),
                            JAVA_LONG.withName("keys"),
                            JAVA_LONG.withName("values"),
                            JAVA_INT.withName("count"),
                            JAVA_INT.withName("map_fd"),
                            JAVA_LONG.withName("elem_flags"),
                            JAVA_LONG.withName("flags"))
                    .withName("bpf_attr_batch");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IN_BATCH = Layouts.offset(LAYOUT, "in_batch");
    private static final long OUT_BATCH = Layouts.offset(LAYOUT, "out_batch");
    private static final long KEYS = Layouts.offset(LAYOUT, "keys");
    private static final long VALUES = Layouts.offset(LAYOUT, "values");
    private static final long COUNT = Layouts.offset(LAYOUT, "count");
    private static final long MAP_FD = Layouts.offset(LAYOUT, "map_fd");
    private static final long ELEM_FLAGS = Layouts.offset(LAYOUT, "elem_flags");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private MapBatchAttr() {}

    /** Address of what {@code out_batch} got before; 0 to begin. */
    public static void in_batch(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + IN_BATCH, value);
    }

    /** Address of where the kernel says how to go on. */
    public static void out_batch(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + OUT_BATCH, value);
    }

    /** Address of the first; they lie in a row. */
    public static void keys(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + KEYS, value);
    }

    /** Address of the first; they lie in a row. */
    public static void values(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + VALUES, value);
    }

    /** How many elements there are room for; then how many were done. */
    public static int count(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + COUNT);
    }

    public static void count(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + COUNT, value);
    }

    public static void map_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MAP_FD, value);
    }

    public static void elem_flags(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + ELEM_FLAGS, value);
    }

    public static void flags(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + FLAGS, value);
    }
}
