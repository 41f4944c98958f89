package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_LINK_UPDATE} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0         4             8       12            16
 *   +---------+-------------+-------+-------------+
 *   | link_fd | new_prog_fd | flags | old_prog_fd |
 *   +---------+-------------+-------+-------------+
 * </pre>
 */
public final class LinkUpdateAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("link_fd"),
                            JAVA_INT.withName("new_prog_fd"),
                            JAVA_INT.withName("flags"),
                            JAVA_INT.withName("old_prog_fd"))
                    .withName("bpf_attr_link_update");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long LINK_FD = Layouts.offset(LAYOUT, "link_fd");
    private static final long NEW_PROG_FD = Layouts.offset(LAYOUT, "new_prog_fd");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");
    private static final long OLD_PROG_FD = Layouts.offset(LAYOUT, "old_prog_fd");

    private LinkUpdateAttr() {}

    public static void link_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + LINK_FD, value);
    }

    public static void new_prog_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + NEW_PROG_FD, value);
    }

    public static void flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + FLAGS, value);
    }

    public static void old_prog_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + OLD_PROG_FD, value);
    }
}
