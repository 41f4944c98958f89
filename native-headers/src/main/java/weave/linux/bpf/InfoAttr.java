package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_OBJ_GET_INFO_BY_FD} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0        4          8      16
 *   +--------+----------+------+
 *   | bpf_fd | info_len | info |
 *   +--------+----------+------+
 * </pre>
 */
public final class InfoAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("bpf_fd"),
                            JAVA_INT.withName("info_len"),
                            JAVA_LONG.withName("info"))
                    .withName("bpf_attr_info");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long BPF_FD = Layouts.offset(LAYOUT, "bpf_fd");
    private static final long INFO_LEN = Layouts.offset(LAYOUT, "info_len");
    private static final long INFO = Layouts.offset(LAYOUT, "info");

    private InfoAttr() {}

    public static void bpf_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + BPF_FD, value);
    }

    /** The room in bytes. */
    public static void info_len(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + INFO_LEN, value);
    }

    /** Address of a {@link BpfProgInfo}, {@link BpfMapInfo} or {@link BpfLinkInfo}. */
    public static void info(MemorySegment memory, long base, long value) {
        memory.set(JAVA_LONG, base + INFO, value);
    }
}
