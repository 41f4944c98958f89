package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * Why a datagram failed, read from the error queue: {@code struct sock_extended_err} of {@code
 * <linux/errqueue.h>}.
 *
 * <pre>
 *   0          4           5         6         7        8         12        16
 *   +----------+-----------+---------+---------+--------+---------+---------+
 *   | ee_errno | ee_origin | ee_type | ee_code | ee_pad | ee_info | ee_data |
 *   +----------+-----------+---------+---------+--------+---------+---------+
 * </pre>
 */
public final class SockExtendedErr {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("ee_errno"),
                            JAVA_BYTE.withName("ee_origin"),
                            JAVA_BYTE.withName("ee_type"),
                            JAVA_BYTE.withName("ee_code"),
                            JAVA_BYTE.withName("ee_pad"),
                            JAVA_INT.withName("ee_info"),
                            JAVA_INT.withName("ee_data"))
                    .withName("sock_extended_err");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long EE_ERRNO = Layouts.offset(LAYOUT, "ee_errno");
    private static final long EE_ORIGIN = Layouts.offset(LAYOUT, "ee_origin");
    private static final long EE_TYPE = Layouts.offset(LAYOUT, "ee_type");
    private static final long EE_CODE = Layouts.offset(LAYOUT, "ee_code");
    private static final long EE_PAD = Layouts.offset(LAYOUT, "ee_pad");
    private static final long EE_INFO = Layouts.offset(LAYOUT, "ee_info");
    private static final long EE_DATA = Layouts.offset(LAYOUT, "ee_data");

    public static final int SO_EE_ORIGIN_NONE = 0;
    public static final int SO_EE_ORIGIN_LOCAL = 1;
    public static final int SO_EE_ORIGIN_ICMP = 2;
    public static final int SO_EE_ORIGIN_ICMP6 = 3;

    private SockExtendedErr() {}

    public static int ee_errno(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + EE_ERRNO);
    }

    public static void ee_errno(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + EE_ERRNO, value);
    }

    /** Who says so: {@link #SO_EE_ORIGIN_LOCAL} and its like. */
    public static int ee_origin(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + EE_ORIGIN) & 0xFF;
    }

    public static void ee_origin(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + EE_ORIGIN, (byte) value);
    }

    /** The ICMP type. */
    public static int ee_type(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + EE_TYPE) & 0xFF;
    }

    public static void ee_type(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + EE_TYPE, (byte) value);
    }

    /** The ICMP code. */
    public static int ee_code(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + EE_CODE) & 0xFF;
    }

    public static void ee_code(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + EE_CODE, (byte) value);
    }

    public static int ee_pad(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + EE_PAD) & 0xFF;
    }

    public static void ee_pad(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + EE_PAD, (byte) value);
    }

    /** With {@code EMSGSIZE} the path MTU. */
    public static int ee_info(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + EE_INFO);
    }

    public static void ee_info(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + EE_INFO, value);
    }

    public static int ee_data(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + EE_DATA);
    }

    public static void ee_data(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + EE_DATA, value);
    }
}
