package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_OBJ_PIN} and {@code BPF_OBJ_GET} want of {@code union bpf_attr} of {@code
 * <linux/bpf.h>}.
 *
 * <pre>
 *   0          8        12           16
 *   +----------+--------+------------+
 *   | pathname | bpf_fd | file_flags |
 *   +----------+--------+------------+
 * </pre>
 */
public final class ObjAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("pathname"),
                            JAVA_INT.withName("bpf_fd"),
                            JAVA_INT.withName("file_flags"))
                    .withName("bpf_attr_obj");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PATHNAME = Layouts.offset(LAYOUT, "pathname");
    private static final long BPF_FD = Layouts.offset(LAYOUT, "bpf_fd");
    private static final long FILE_FLAGS = Layouts.offset(LAYOUT, "file_flags");

    private ObjAttr() {}

    /** Address of text that a zero ends. */
    public static void pathname(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + PATHNAME, value);
    }

    public static void bpf_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + BPF_FD, value);
    }

    public static void file_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + FILE_FLAGS, value);
    }
}
