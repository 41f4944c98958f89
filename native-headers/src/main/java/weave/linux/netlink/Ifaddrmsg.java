package weave.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * The body of a message about an address: {@code struct ifaddrmsg} of {@code <linux/if_addr.h>}.
 *
 * <pre>
 *   0            1               2           3           4           8
 *   +------------+---------------+-----------+-----------+-----------+
 *   | ifa_family | ifa_prefixlen | ifa_flags | ifa_scope | ifa_index |
 *   +------------+---------------+-----------+-----------+-----------+
 * </pre>
 */
public final class Ifaddrmsg {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("ifa_family"),
                            JAVA_BYTE.withName("ifa_prefixlen"),
                            JAVA_BYTE.withName("ifa_flags"),
                            JAVA_BYTE.withName("ifa_scope"),
                            JAVA_INT.withName("ifa_index"))
                    .withName("ifaddrmsg");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IFA_FAMILY = Layouts.offset(LAYOUT, "ifa_family");
    private static final long IFA_PREFIXLEN = Layouts.offset(LAYOUT, "ifa_prefixlen");
    private static final long IFA_FLAGS = Layouts.offset(LAYOUT, "ifa_flags");
    private static final long IFA_SCOPE = Layouts.offset(LAYOUT, "ifa_scope");
    private static final long IFA_INDEX = Layouts.offset(LAYOUT, "ifa_index");

    private Ifaddrmsg() {}

    public static int ifa_family(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + IFA_FAMILY) & 0xFF;
    }

    public static void ifa_family(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + IFA_FAMILY, (byte) value);
    }

    public static int ifa_prefixlen(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + IFA_PREFIXLEN) & 0xFF;
    }

    public static void ifa_prefixlen(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + IFA_PREFIXLEN, (byte) value);
    }

    public static int ifa_flags(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + IFA_FLAGS) & 0xFF;
    }

    public static void ifa_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + IFA_FLAGS, (byte) value);
    }

    public static int ifa_scope(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + IFA_SCOPE) & 0xFF;
    }

    public static void ifa_scope(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + IFA_SCOPE, (byte) value);
    }

    /** The index of the link. */
    public static int ifa_index(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + IFA_INDEX);
    }

    public static void ifa_index(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + IFA_INDEX, value);
    }
}
