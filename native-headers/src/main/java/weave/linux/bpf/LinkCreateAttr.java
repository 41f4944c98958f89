package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What {@code BPF_LINK_CREATE} wants of {@code union bpf_attr} of {@code <linux/bpf.h>}.
 *
 * <pre>
 *   0         4                8             12      16
 *   +---------+----------------+-------------+-------+
 *   | prog_fd | target_ifindex | attach_type | flags |
 *   +---------+----------------+-------------+-------+
 * </pre>
 */
public final class LinkCreateAttr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("prog_fd"),
                            JAVA_INT.withName("target_ifindex"),
                            JAVA_INT.withName("attach_type"),
                            JAVA_INT.withName("flags"))
                    .withName("bpf_attr_link_create");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PROG_FD = Layouts.offset(LAYOUT, "prog_fd");
    private static final long TARGET_IFINDEX = Layouts.offset(LAYOUT, "target_ifindex");
    private static final long ATTACH_TYPE = Layouts.offset(LAYOUT, "attach_type");
    private static final long FLAGS = Layouts.offset(LAYOUT, "flags");

    private LinkCreateAttr() {}

    public static void prog_fd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + PROG_FD, value);
    }

    /** The network interface. */
    public static void target_ifindex(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + TARGET_IFINDEX, value);
    }

    public static void attach_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + ATTACH_TYPE, value);
    }

    public static void flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + FLAGS, value);
    }
}
