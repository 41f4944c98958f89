package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_PROG_LOAD} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0           4          8       16        24          28         32        40
 *   +-----------+----------+-------+---------+-----------+----------+---------+
 *   | prog_type | insn_cnt | insns | license | log_level | log_size | log_buf |
 *   +-----------+----------+-------+---------+-----------+----------+---------+
 *   40    44           48          64    68                     72
 *   +-----+------------+-----------+-----+----------------------+
 *   |  -  | prog_flags | prog_name |  -  | expected_attach_type |
 *   +-----+------------+-----------+-----+----------------------+
 * </pre>
 */
public final class ProgLoadAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("prog_type"),
                            JAVA_INT.withName("insn_cnt"),
                            JAVA_LONG.withName("insns"),
                            JAVA_LONG.withName("license"),
                            JAVA_INT.withName("log_level"),
                            JAVA_INT.withName("log_size"),
                            JAVA_LONG.withName("log_buf"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_INT.withName("prog_flags"),
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("prog_name"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_INT.withName("expected_attach_type"))
                    .withName("bpf_attr_prog_load");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PROG_TYPE = Layouts.offset(LAYOUT, "prog_type");
    private static final long INSN_CNT = Layouts.offset(LAYOUT, "insn_cnt");
    private static final long INSNS = Layouts.offset(LAYOUT, "insns");
    private static final long LICENSE = Layouts.offset(LAYOUT, "license");
    private static final long LOG_LEVEL = Layouts.offset(LAYOUT, "log_level");
    private static final long LOG_SIZE = Layouts.offset(LAYOUT, "log_size");
    private static final long LOG_BUF = Layouts.offset(LAYOUT, "log_buf");
    private static final long PROG_FLAGS = Layouts.offset(LAYOUT, "prog_flags");
    private static final long PROG_NAME = Layouts.offset(LAYOUT, "prog_name");
    private static final long EXPECTED_ATTACH_TYPE = Layouts.offset(LAYOUT, "expected_attach_type");

    private ProgLoadAttr() {}

    public static void prog_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + PROG_TYPE, value);
    }

    public static void insn_cnt(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + INSN_CNT, value);
    }

    /** Address of the first {@link BpfInsn}. */
    public static void insns(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + INSNS, value);
    }

    /** Address of text that a zero ends. */
    public static void license(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + LICENSE, value);
    }

    /** 0 for no log. */
    public static void log_level(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + LOG_LEVEL, value);
    }

    /** In bytes. */
    public static void log_size(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + LOG_SIZE, value);
    }

    /** Address. */
    public static void log_buf(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + LOG_BUF, value);
    }

    /** As {@link BpfConstants#BPF_F_XDP_HAS_FRAGS}. */
    public static void prog_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + PROG_FLAGS, value);
    }

    /** Letters, digits, {@code _} and {@code .}; cut to 15. */
    public static void prog_name(MemorySegment memory, long base, String value) {
        Names.write(memory, base + PROG_NAME, value);
    }

    public static void expected_attach_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + EXPECTED_ATTACH_TYPE, value);
    }
}
