package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_PROG_QUERY} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0           4             8             12             16         24         28
 *   +-----------+-------------+-------------+--------------+----------+----------+
 *   | target_fd | attach_type | query_flags | attach_flags | prog_ids | prog_cnt |
 *   +-----------+-------------+-------------+--------------+----------+----------+
 * </pre>
 */
public final class QueryAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("target_fd"),
                            JAVA_INT.withName("attach_type"),
                            JAVA_INT.withName("query_flags"),
                            JAVA_INT.withName("attach_flags"),
                            JAVA_LONG.withName("prog_ids"),
                            JAVA_INT.withName("prog_cnt"))
                    .withName("bpf_attr_query");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long TARGET_FD = Layouts.offset(LAYOUT, "target_fd");
    private static final long ATTACH_TYPE = Layouts.offset(LAYOUT, "attach_type");
    private static final long QUERY_FLAGS = Layouts.offset(LAYOUT, "query_flags");
    private static final long ATTACH_FLAGS = Layouts.offset(LAYOUT, "attach_flags");
    private static final long PROG_IDS = Layouts.offset(LAYOUT, "prog_ids");
    private static final long PROG_CNT = Layouts.offset(LAYOUT, "prog_cnt");

    private QueryAttr() {}

    /** A descriptor, or the index of a network interface. */
    public static void target_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TARGET_FD, value);
    }

    public static void attach_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + ATTACH_TYPE, value);
    }

    public static void query_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + QUERY_FLAGS, value);
    }

    public static void attach_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + ATTACH_FLAGS, value);
    }

    /** Address of room for ids. */
    public static void prog_ids(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + PROG_IDS, value);
    }

    /** How many there is room for. */
    public static void prog_cnt(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + PROG_CNT, value);
    }
}
