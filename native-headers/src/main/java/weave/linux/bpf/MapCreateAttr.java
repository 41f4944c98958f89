package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_MAP_CREATE} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0          4          8            12            16          20    28         44
 *   +----------+----------+------------+-------------+-----------+-----+----------+
 *   | map_type | key_size | value_size | max_entries | map_flags |  -  | map_name |
 *   +----------+----------+------------+-------------+-----------+-----+----------+
 * </pre>
 */
public final class MapCreateAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("map_type"),
                            JAVA_INT.withName("key_size"),
                            JAVA_INT.withName("value_size"),
                            JAVA_INT.withName("max_entries"),
                            JAVA_INT.withName("map_flags"),
                            MemoryLayout.paddingLayout(8),
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("map_name"))
                    .withName("bpf_attr_map_create");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long MAP_TYPE = Layouts.offset(LAYOUT, "map_type");
    private static final long KEY_SIZE = Layouts.offset(LAYOUT, "key_size");
    private static final long VALUE_SIZE = Layouts.offset(LAYOUT, "value_size");
    private static final long MAX_ENTRIES = Layouts.offset(LAYOUT, "max_entries");
    private static final long MAP_FLAGS = Layouts.offset(LAYOUT, "map_flags");
    private static final long MAP_NAME = Layouts.offset(LAYOUT, "map_name");

    private MapCreateAttr() {}

    public static void map_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MAP_TYPE, value);
    }

    /** In bytes. */
    public static void key_size(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + KEY_SIZE, value);
    }

    /** In bytes. */
    public static void value_size(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + VALUE_SIZE, value);
    }

    public static void max_entries(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MAX_ENTRIES, value);
    }

    public static void map_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + MAP_FLAGS, value);
    }

    /** Letters, digits, {@code _} and {@code .}; cut to 15. */
    public static void map_name(MemorySegment memory, long base, String value) {
        Names.write(memory, base + MAP_NAME, value);
    }
}
