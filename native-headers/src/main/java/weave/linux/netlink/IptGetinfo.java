package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import weave.linux.Layouts;

/**
 * What the kernel tells of a table of the older iptables: {@code struct ipt_getinfo} of {@code
 * <linux/netfilter_ipv4/ip_tables.h>}.
 *
 * <pre>
 *   0        32            36             56            76            80     84
 *   +--------+-------------+--------------+-------------+-------------+------+
 *   |  name  | valid_hooks |  hook_entry  |  underflow  | num_entries | size |
 *   +--------+-------------+--------------+-------------+-------------+------+
 * </pre>
 */
public final class IptGetinfo {
    private static final int NAME_LENGTH = 32;
    private static final int HOOKS = 5;

    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(NAME_LENGTH, JAVA_BYTE).withName("name"),
                            JAVA_INT.withName("valid_hooks"),
                            MemoryLayout.sequenceLayout(HOOKS, JAVA_INT).withName("hook_entry"),
                            MemoryLayout.sequenceLayout(HOOKS, JAVA_INT).withName("underflow"),
                            JAVA_INT.withName("num_entries"),
                            JAVA_INT.withName("size"))
                    .withName("ipt_getinfo");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NUM_ENTRIES = Layouts.offset(LAYOUT, "num_entries");
    private static final long TABLE_SIZE = Layouts.offset(LAYOUT, "size");

    private IptGetinfo() {}

    /** Names the table that is asked about, in at most 31 letters. */
    public static void name(MemorySegment memory, long base, String table) {
        byte[] bytes = table.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, base, Math.min(bytes.length, 31));
    }

    /** How many rules the table has, those at the ends of its chains included. */
    public static int num_entries(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + NUM_ENTRIES);
    }

    /** Of all rules together, in bytes. */
    public static int size(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + TABLE_SIZE);
    }
}
