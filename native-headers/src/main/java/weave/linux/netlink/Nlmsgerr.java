package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of {@code NLMSG_ERROR}: {@code struct nlmsgerr} of {@code <linux/netlink.h>}. After it
 * follow the request, or with {@code NLM_F_CAPPED} nothing of it, and the attributes that explain.
 *
 * <pre>
 *   0       4          20
 *   +-------+----------+
 *   | error | msg (16) |
 *   +-------+----------+
 * </pre>
 */
public final class Nlmsgerr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("error"), Nlmsghdr.LAYOUT.withName("msg"))
                    .withName("nlmsgerr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long ERROR = Layouts.offset(LAYOUT, "error");

    /** Where the head of the request lies: {@link Nlmsghdr}. */
    public static final long MSG_OFFSET = Layouts.offset(LAYOUT, "msg");

    private Nlmsgerr() {}

    /** 0 acknowledges, else {@code -errno}. */
    public static int error(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + ERROR);
    }

    public static void error(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + ERROR, value);
    }
}
