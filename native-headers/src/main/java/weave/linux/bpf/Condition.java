package weave.linux.bpf;

/** How a conditional jump compares its left operand, a register, with its right one. */
public enum Condition {
    EQUAL(BpfInsn.BPF_JEQ),
    NOT_EQUAL(BpfInsn.BPF_JNE),

    /** Unsigned. */
    GREATER(BpfInsn.BPF_JGT),

    /** Unsigned. */
    GREATER_OR_EQUAL(BpfInsn.BPF_JGE),

    /** Unsigned. */
    LESS(BpfInsn.BPF_JLT),

    /** Unsigned. */
    LESS_OR_EQUAL(BpfInsn.BPF_JLE),

    SIGNED_GREATER(BpfInsn.BPF_JSGT),
    SIGNED_GREATER_OR_EQUAL(BpfInsn.BPF_JSGE),
    SIGNED_LESS(BpfInsn.BPF_JSLT),
    SIGNED_LESS_OR_EQUAL(BpfInsn.BPF_JSLE),

    /** Both have a bit set that is the same. */
    ANY_BIT_OF(BpfInsn.BPF_JSET);

    final int code;

    Condition(int code) {
        this.code = code;
    }
}
