package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the kernel tells of a program: {@code struct bpf_prog_info} of {@code <linux/bpf.h>}, up to
 * its name.
 *
 * <pre>
 *   0      4     8     52           56        64     80
 *   +------+-----+-----+------------+---------+------+
 *   | type |  id |  -  | nr_map_ids | map_ids | name |
 *   +------+-----+-----+------------+---------+------+
 * </pre>
 */
public final class BpfProgInfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("type"),
                            JAVA_INT.withName("id"),
                            MemoryLayout.paddingLayout(44),
                            JAVA_INT.withName("nr_map_ids"),
                            JAVA_LONG.withName("map_ids"),
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("name"))
                    .withName("bpf_prog_info");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long TYPE = Layouts.offset(LAYOUT, "type");
    private static final long ID = Layouts.offset(LAYOUT, "id");
    private static final long NR_MAP_IDS = Layouts.offset(LAYOUT, "nr_map_ids");
    private static final long MAP_IDS = Layouts.offset(LAYOUT, "map_ids");
    private static final long NAME = Layouts.offset(LAYOUT, "name");

    private BpfProgInfo() {}

    /** As {@code BPF_PROG_TYPE_XDP}. */
    public static int type(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TYPE);
    }

    public static int id(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + ID);
    }

    /** How many ids there is room for; then how many maps it uses. */
    public static int nr_map_ids(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NR_MAP_IDS);
    }

    public static void nr_map_ids(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NR_MAP_IDS, value);
    }

    /** Address of room for ids of four bytes. */
    public static void map_ids(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + MAP_IDS, value);
    }

    public static String name(MemorySegment memory, long base) {
        return Names.read(memory, base + NAME);
    }
}
