package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * What follows the head of a generic netlink message: {@code struct genlmsghdr} of {@code
 * <linux/genetlink.h>}.
 *
 * <pre>
 *   0     1         2          4
 *   +-----+---------+----------+
 *   | cmd | version | reserved |
 *   +-----+---------+----------+
 * </pre>
 */
public final class Genlmsghdr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("cmd"),
                            JAVA_BYTE.withName("version"),
                            JAVA_SHORT.withName("reserved"))
                    .withName("genlmsghdr");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long CMD = Layouts.offset(LAYOUT, "cmd");
    private static final long VERSION = Layouts.offset(LAYOUT, "version");

    private Genlmsghdr() {}

    /** What is asked for, or told; the family counts them. */
    public static int cmd(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + CMD) & 0xFF;
    }

    public static void cmd(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + CMD, (byte) value);
    }

    /** The version of the family that the sender knows. */
    public static void version(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + VERSION, (byte) value);
    }
}
