package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What the kernel tells of a link: {@code struct bpf_link_info} of {@code <linux/bpf.h>}, the part
 * that XDP and TCX have in common.
 *
 * <pre>
 *   0      4     8         12    16            20
 *   +------+-----+---------+-----+-------------+
 *   | type |  id | prog_id |  -  | xdp.ifindex |
 *   +------+-----+---------+-----+-------------+
 * </pre>
 */
public final class BpfLinkInfo {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("type"),
                            JAVA_INT.withName("id"),
                            JAVA_INT.withName("prog_id"),
                            MemoryLayout.paddingLayout(4),
                            JAVA_INT.withName("xdp.ifindex"))
                    .withName("bpf_link_info");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long TYPE = Layouts.offset(LAYOUT, "type");
    private static final long ID = Layouts.offset(LAYOUT, "id");
    private static final long PROG_ID = Layouts.offset(LAYOUT, "prog_id");
    private static final long XDP_IFINDEX = Layouts.offset(LAYOUT, "xdp.ifindex");

    private BpfLinkInfo() {}

    /** As {@code BPF_LINK_TYPE_XDP}. */
    public static int type(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TYPE);
    }

    public static int id(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + ID);
    }

    public static int prog_id(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + PROG_ID);
    }

    /** The network interface, 0 if it is gone. */
    public static int ifindex(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + XDP_IFINDEX);
    }
}
