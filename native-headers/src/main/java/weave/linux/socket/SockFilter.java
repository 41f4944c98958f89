package weave.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;

/**
 * An instruction of classic BPF: {@code struct sock_filter} of {@code <linux/filter.h>}.
 *
 * <pre>
 *   0      2    3    4   8
 *   +------+----+----+---+
 *   | code | jt | jf | k |
 *   +------+----+----+---+
 * </pre>
 */
public final class SockFilter {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("code"),
                            JAVA_BYTE.withName("jt"),
                            JAVA_BYTE.withName("jf"),
                            JAVA_INT.withName("k"))
                    .withName("sock_filter");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long CODE = Layouts.offset(LAYOUT, "code");
    private static final long JT = Layouts.offset(LAYOUT, "jt");
    private static final long JF = Layouts.offset(LAYOUT, "jf");
    private static final long K = Layouts.offset(LAYOUT, "k");

    // Classes of instructions.
    public static final int BPF_LD = 0x00;
    public static final int BPF_ALU = 0x04;
    public static final int BPF_RET = 0x06;
    public static final int BPF_MISC = 0x07;

    // What is loaded, and from where.
    public static final int BPF_W = 0x00;
    public static final int BPF_H = 0x08;
    public static final int BPF_ABS = 0x20;

    // What is computed.
    public static final int BPF_MUL = 0x20;
    public static final int BPF_RSH = 0x70;
    public static final int BPF_XOR = 0xA0;
    public static final int BPF_TAX = 0x00;

    // The operand.
    public static final int BPF_K = 0x00;
    public static final int BPF_X = 0x08;
    public static final int BPF_A = 0x10;

    private SockFilter() {}

    public static int code(MemorySegment memory, long base) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, base + CODE));
    }

    public static void code(MemorySegment memory, long base, int value) {
        memory.set(JAVA_SHORT, base + CODE, (short) value);
    }

    public static int jt(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + JT) & 0xFF;
    }

    public static void jt(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + JT, (byte) value);
    }

    public static int jf(MemorySegment memory, long base) {
        return memory.get(JAVA_BYTE, base + JF) & 0xFF;
    }

    public static void jf(MemorySegment memory, long base, int value) {
        memory.set(JAVA_BYTE, base + JF, (byte) value);
    }

    public static int k(MemorySegment memory, long base) {
        return memory.get(JAVA_INT, base + K);
    }

    public static void k(MemorySegment memory, long base, int value) {
        memory.set(JAVA_INT, base + K, value);
    }
}
