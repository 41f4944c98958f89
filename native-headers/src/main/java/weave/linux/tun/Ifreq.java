package weave.linux.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import weave.linux.Layouts;

/**
 * A request about an interface: {@code struct ifreq} of {@code <linux/if.h>}; of its union the
 * flags only.
 *
 * <pre>
 *   0               16          18  40
 *   +---------------+-----------+---+
 *   | ifr_name (16) | ifr_flags | - |
 *   +---------------+-----------+---+
 * </pre>
 */
public final class Ifreq {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ifr_name"),
                            JAVA_SHORT.withName("ifr_flags"),
                            MemoryLayout.paddingLayout(22))
                    .withName("ifreq");

    public static final long SIZE = LAYOUT.byteSize();

    /** Where the name lies: 16 bytes, padded with zeros, at least one of them. */
    public static final long IFR_NAME_OFFSET = Layouts.offset(LAYOUT, "ifr_name");

    private static final long IFR_FLAGS = Layouts.offset(LAYOUT, "ifr_flags");

    public static final int IFNAMSIZ = 16;

    private Ifreq() {}

    public static int ifr_flags(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + IFR_FLAGS));
    }

    public static void ifr_flags(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + IFR_FLAGS, (short) value);
    }

    /** Writes the name and pads it with zeros; {@code name} is ASCII of at most 15 characters. */
    public static void ifr_name(MemorySegment memory, long base, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length == 0 || bytes.length >= IFNAMSIZ) {
            throw new IllegalArgumentException("an interface name has 1 to 15 bytes: " + name);
        }
        MemorySegment field = memory.asSlice(base + IFR_NAME_OFFSET, IFNAMSIZ).fill((byte) 0);
        field.copyFrom(MemorySegment.ofArray(bytes));
    }

    /** Reads the name up to its first zero. */
    public static String ifr_name(MemorySegment memory, long base) {
        byte[] bytes = memory.asSlice(base + IFR_NAME_OFFSET, IFNAMSIZ).toArray(JAVA_BYTE);
        int length = 0;
        while (length < IFNAMSIZ && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
