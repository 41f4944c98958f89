package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * An instruction of BPF: {@code struct bpf_insn} of {@code <linux/bpf.h>}. The two registers share
 * a byte, the destination in its lower half. A value of 64 bits takes two instructions.
 *
 * <pre>
 *   0      1           2     4     8
 *   +------+-----------+-----+-----+
 *   | code | registers | off | imm |
 *   +------+-----------+-----+-----+
 * </pre>
 */
public final class BpfInsn {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_BYTE.withName("code"),
                            MemoryLayout.paddingLayout(1),
                            JAVA_SHORT.withName("off"),
                            JAVA_INT.withName("imm"))
                    .withName("bpf_insn");

    public static final long SIZE = LAYOUT.byteSize();

    // Classes of instructions, beside those of SockFilter.
    public static final int BPF_LDX = 0x01;
    public static final int BPF_ST = 0x02;
    public static final int BPF_STX = 0x03;
    public static final int BPF_JMP = 0x05;
    public static final int BPF_JMP32 = 0x06;
    public static final int BPF_ALU64 = 0x07;

    // How much is loaded or stored, and how.
    public static final int BPF_B = 0x10;
    public static final int BPF_DW = 0x18;
    public static final int BPF_IMM = 0x00;
    public static final int BPF_MEM = 0x60;
    public static final int BPF_ATOMIC = 0xC0;

    // What is computed.
    public static final int BPF_ADD = 0x00;
    public static final int BPF_SUB = 0x10;
    public static final int BPF_DIV = 0x30;
    public static final int BPF_OR = 0x40;
    public static final int BPF_AND = 0x50;
    public static final int BPF_LSH = 0x60;
    public static final int BPF_NEG = 0x80;
    public static final int BPF_MOD = 0x90;
    public static final int BPF_MOV = 0xB0;
    public static final int BPF_ARSH = 0xC0;
    public static final int BPF_END = 0xD0;
    public static final int BPF_TO_LE = 0x00;
    public static final int BPF_TO_BE = 0x08;

    // What is done at one stroke, beside computing.
    public static final int BPF_FETCH = 0x01;
    public static final int BPF_XCHG = 0xE1;
    public static final int BPF_CMPXCHG = 0xF1;

    // When is jumped.
    public static final int BPF_JA = 0x00;
    public static final int BPF_JEQ = 0x10;
    public static final int BPF_JGT = 0x20;
    public static final int BPF_JGE = 0x30;
    public static final int BPF_JSET = 0x40;
    public static final int BPF_JNE = 0x50;
    public static final int BPF_JSGT = 0x60;
    public static final int BPF_JSGE = 0x70;
    public static final int BPF_CALL = 0x80;
    public static final int BPF_EXIT = 0x90;
    public static final int BPF_JLT = 0xA0;
    public static final int BPF_JLE = 0xB0;
    public static final int BPF_JSLT = 0xC0;
    public static final int BPF_JSLE = 0xD0;

    // What a value of 64 bits stands for.
    public static final int BPF_PSEUDO_MAP_FD = 1;
    public static final int BPF_PSEUDO_MAP_VALUE = 2;

    private BpfInsn() {}

    /** An instruction whose lowest byte is the first in memory. */
    static long encode(int code, int destination, int source, int offset, int value) {
        int registers = source << 4 | destination;
        return withOffset((long) value << Integer.SIZE | registers << Byte.SIZE | code, offset);
    }

    /** The instruction with another offset, which had 0. */
    static long withOffset(long instruction, int offset) {
        return instruction | (offset & 0xFFFFL) << Short.SIZE;
    }
}
