package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the kernel tells of a map: {@code struct bpf_map_info} of {@code <linux/bpf.h>}, up to its
 * name.
 *
 * <pre>
 *   0      4     8          12           16            20          24     40
 *   +------+-----+----------+------------+-------------+-----------+------+
 *   | type |  id | key_size | value_size | max_entries | map_flags | name |
 *   +------+-----+----------+------------+-------------+-----------+------+
 * </pre>
 */
public final class BpfMapInfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("type"),
                            JAVA_INT.withName("id"),
                            JAVA_INT.withName("key_size"),
                            JAVA_INT.withName("value_size"),
                            JAVA_INT.withName("max_entries"),
                            JAVA_INT.withName("map_flags"),
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("name"))
                    .withName("bpf_map_info");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long TYPE = Layouts.offset(LAYOUT, "type");
    private static final long ID = Layouts.offset(LAYOUT, "id");
    private static final long KEY_SIZE = Layouts.offset(LAYOUT, "key_size");
    private static final long VALUE_SIZE = Layouts.offset(LAYOUT, "value_size");
    private static final long MAX_ENTRIES = Layouts.offset(LAYOUT, "max_entries");
    private static final long MAP_FLAGS = Layouts.offset(LAYOUT, "map_flags");
    private static final long NAME = Layouts.offset(LAYOUT, "name");

    private BpfMapInfo() {}

    /** As {@code BPF_MAP_TYPE_HASH}. */
    public static int type(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TYPE);
    }

    public static int id(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + ID);
    }

    /** In bytes. */
    public static int key_size(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + KEY_SIZE);
    }

    /** In bytes. */
    public static int value_size(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + VALUE_SIZE);
    }

    public static int max_entries(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + MAX_ENTRIES);
    }

    public static int map_flags(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + MAP_FLAGS);
    }

    public static String name(MemorySegment memory, long base) {
        return Names.read(memory, base + NAME);
    }
}
