package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the commands about ids want of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0          4         8            12
 *   +----------+---------+------------+
 *   | start_id | next_id | open_flags |
 *   +----------+---------+------------+
 * </pre>
 */
public final class GetIdAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("start_id"),
                            JAVA_INT.withName("next_id"),
                            JAVA_INT.withName("open_flags"))
                    .withName("bpf_attr_get_id");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long START_ID = Layouts.offset(LAYOUT, "start_id");
    private static final long NEXT_ID = Layouts.offset(LAYOUT, "next_id");
    private static final long OPEN_FLAGS = Layouts.offset(LAYOUT, "open_flags");

    private GetIdAttr() {}

    /** The id itself, or the one before what is looked for. */
    public static void start_id(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + START_ID, value);
    }

    /** What was found. */
    public static int next_id(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NEXT_ID);
    }

    public static void open_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + OPEN_FLAGS, value);
    }
}
