package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_PROG_TEST_RUN} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0         4        8              12              16        24         32       36
 *   +---------+--------+--------------+---------------+---------+----------+--------+
 *   | prog_fd | retval | data_size_in | data_size_out | data_in | data_out | repeat |
 *   +---------+--------+--------------+---------------+---------+----------+--------+
 *   36         40            44             48       56        64
 *   +----------+-------------+--------------+--------+---------+
 *   | duration | ctx_size_in | ctx_size_out | ctx_in | ctx_out |
 *   +----------+-------------+--------------+--------+---------+
 * </pre>
 */
public final class TestRunAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("prog_fd"),
                            JAVA_INT.withName("retval"),
                            JAVA_INT.withName("data_size_in"),
                            JAVA_INT.withName("data_size_out"),
                            JAVA_LONG.withName("data_in"),
                            JAVA_LONG.withName("data_out"),
                            JAVA_INT.withName("repeat"),
                            JAVA_INT.withName("duration"),
                            JAVA_INT.withName("ctx_size_in"),
                            JAVA_INT.withName("ctx_size_out"),
                            JAVA_LONG.withName("ctx_in"),
                            JAVA_LONG.withName("ctx_out"))
                    .withName("bpf_attr_test");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PROG_FD = Layouts.offset(LAYOUT, "prog_fd");
    private static final long RETVAL = Layouts.offset(LAYOUT, "retval");
    private static final long DATA_SIZE_IN = Layouts.offset(LAYOUT, "data_size_in");
    private static final long DATA_SIZE_OUT = Layouts.offset(LAYOUT, "data_size_out");
    private static final long DATA_IN = Layouts.offset(LAYOUT, "data_in");
    private static final long DATA_OUT = Layouts.offset(LAYOUT, "data_out");
    private static final long REPEAT = Layouts.offset(LAYOUT, "repeat");
    private static final long DURATION = Layouts.offset(LAYOUT, "duration");
    private static final long CTX_SIZE_IN = Layouts.offset(LAYOUT, "ctx_size_in");
    private static final long CTX_SIZE_OUT = Layouts.offset(LAYOUT, "ctx_size_out");
    private static final long CTX_IN = Layouts.offset(LAYOUT, "ctx_in");
    private static final long CTX_OUT = Layouts.offset(LAYOUT, "ctx_out");

    private TestRunAttr() {}

    public static void prog_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + PROG_FD, value);
    }

    /** What the program returned. */
    public static int retval(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + RETVAL);
    }

    public static void data_size_in(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + DATA_SIZE_IN, value);
    }

    /** The room; then how many bytes the packet has. */
    public static int data_size_out(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + DATA_SIZE_OUT);
    }

    public static void data_size_out(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + DATA_SIZE_OUT, value);
    }

    /** Address of the packet. */
    public static void data_in(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + DATA_IN, value);
    }

    /** Address of room for the packet afterwards. */
    public static void data_out(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + DATA_OUT, value);
    }

    /** How often it is run. */
    public static void repeat(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + REPEAT, value);
    }

    /** Nanoseconds of one run, the mean. */
    public static int duration(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + DURATION);
    }

    public static void ctx_size_in(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + CTX_SIZE_IN, value);
    }

    /** The room for the context afterwards. */
    public static void ctx_size_out(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + CTX_SIZE_OUT, value);
    }

    /** Address of the context. */
    public static void ctx_in(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + CTX_IN, value);
    }

    /** Address of room for the context afterwards. */
    public static void ctx_out(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + CTX_OUT, value);
    }
}
