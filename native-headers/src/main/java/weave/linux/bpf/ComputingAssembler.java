package weave.linux.bpf;

import static weave.linux.bpf.BpfInsn.BPF_ADD;
import static weave.linux.bpf.BpfInsn.BPF_ALU64;
import static weave.linux.bpf.BpfInsn.BPF_AND;
import static weave.linux.bpf.BpfInsn.BPF_ARSH;
import static weave.linux.bpf.BpfInsn.BPF_DIV;
import static weave.linux.bpf.BpfInsn.BPF_LSH;
import static weave.linux.bpf.BpfInsn.BPF_MOD;
import static weave.linux.bpf.BpfInsn.BPF_MOV;
import static weave.linux.bpf.BpfInsn.BPF_NEG;
import static weave.linux.bpf.BpfInsn.BPF_OR;
import static weave.linux.bpf.BpfInsn.BPF_SUB;
import static weave.linux.socket.SockFilter.BPF_ALU;
import static weave.linux.socket.SockFilter.BPF_K;
import static weave.linux.socket.SockFilter.BPF_MUL;
import static weave.linux.socket.SockFilter.BPF_RSH;
import static weave.linux.socket.SockFilter.BPF_X;
import static weave.linux.socket.SockFilter.BPF_XOR;

/**
 * The computing instructions: {@code destination = destination op operand}. Those named {@code …32}
 * work on the lower halves and clear the upper half of the destination; the others extend a value
 * to 64 bits by its sign.
 *
 * <pre>
 *   code: | operation (4 bits) | operand: 0 value, 1 register (1) | class: ALU64 7, ALU 4 (3) |
 * </pre>
 */
abstract sealed class ComputingAssembler permits BpfAssembler {
    abstract BpfAssembler emit(int code, Register destination, int source, int offset, int value);

    /** Adds. */
    public final BpfAssembler add(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_ADD, destination, value);
    }

    /** Adds. */
    public final BpfAssembler add(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_ADD, destination, source);
    }

    /** Adds. */
    public final BpfAssembler add32(Register destination, int value) {
        return compute(BPF_ALU | BPF_ADD, destination, value);
    }

    /** Adds. */
    public final BpfAssembler add32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_ADD, destination, source);
    }

    /** Subtracts. */
    public final BpfAssembler sub(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_SUB, destination, value);
    }

    /** Subtracts. */
    public final BpfAssembler sub(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_SUB, destination, source);
    }

    /** Subtracts. */
    public final BpfAssembler sub32(Register destination, int value) {
        return compute(BPF_ALU | BPF_SUB, destination, value);
    }

    /** Subtracts. */
    public final BpfAssembler sub32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_SUB, destination, source);
    }

    /** Multiplies. */
    public final BpfAssembler mul(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_MUL, destination, value);
    }

    /** Multiplies. */
    public final BpfAssembler mul(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_MUL, destination, source);
    }

    /** Multiplies. */
    public final BpfAssembler mul32(Register destination, int value) {
        return compute(BPF_ALU | BPF_MUL, destination, value);
    }

    /** Multiplies. */
    public final BpfAssembler mul32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_MUL, destination, source);
    }

    /** Divides, unsigned; by zero gives 0. */
    public final BpfAssembler div(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_DIV, destination, value);
    }

    /** Divides, unsigned; by zero gives 0. */
    public final BpfAssembler div(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_DIV, destination, source);
    }

    /** Divides, unsigned; by zero gives 0. */
    public final BpfAssembler div32(Register destination, int value) {
        return compute(BPF_ALU | BPF_DIV, destination, value);
    }

    /** Divides, unsigned; by zero gives 0. */
    public final BpfAssembler div32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_DIV, destination, source);
    }

    /** The remainder, unsigned; by zero leaves the value. */
    public final BpfAssembler mod(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_MOD, destination, value);
    }

    /** The remainder, unsigned; by zero leaves the value. */
    public final BpfAssembler mod(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_MOD, destination, source);
    }

    /** The remainder, unsigned; by zero leaves the value. */
    public final BpfAssembler mod32(Register destination, int value) {
        return compute(BPF_ALU | BPF_MOD, destination, value);
    }

    /** The remainder, unsigned; by zero leaves the value. */
    public final BpfAssembler mod32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_MOD, destination, source);
    }

    /** Or, bit by bit. */
    public final BpfAssembler or(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_OR, destination, value);
    }

    /** Or, bit by bit. */
    public final BpfAssembler or(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_OR, destination, source);
    }

    /** Or, bit by bit. */
    public final BpfAssembler or32(Register destination, int value) {
        return compute(BPF_ALU | BPF_OR, destination, value);
    }

    /** Or, bit by bit. */
    public final BpfAssembler or32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_OR, destination, source);
    }

    /** And, bit by bit. */
    public final BpfAssembler and(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_AND, destination, value);
    }

    /** And, bit by bit. */
    public final BpfAssembler and(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_AND, destination, source);
    }

    /** And, bit by bit. */
    public final BpfAssembler and32(Register destination, int value) {
        return compute(BPF_ALU | BPF_AND, destination, value);
    }

    /** And, bit by bit. */
    public final BpfAssembler and32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_AND, destination, source);
    }

    /** Exclusive or, bit by bit. */
    public final BpfAssembler xor(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_XOR, destination, value);
    }

    /** Exclusive or, bit by bit. */
    public final BpfAssembler xor(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_XOR, destination, source);
    }

    /** Exclusive or, bit by bit. */
    public final BpfAssembler xor32(Register destination, int value) {
        return compute(BPF_ALU | BPF_XOR, destination, value);
    }

    /** Exclusive or, bit by bit. */
    public final BpfAssembler xor32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_XOR, destination, source);
    }

    /** Shifts left. */
    public final BpfAssembler shiftLeft(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_LSH, destination, value);
    }

    /** Shifts left. */
    public final BpfAssembler shiftLeft(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_LSH, destination, source);
    }

    /** Shifts left. */
    public final BpfAssembler shiftLeft32(Register destination, int value) {
        return compute(BPF_ALU | BPF_LSH, destination, value);
    }

    /** Shifts left. */
    public final BpfAssembler shiftLeft32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_LSH, destination, source);
    }

    /** Shifts right, zeros from the left. */
    public final BpfAssembler shiftRight(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_RSH, destination, value);
    }

    /** Shifts right, zeros from the left. */
    public final BpfAssembler shiftRight(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_RSH, destination, source);
    }

    /** Shifts right, zeros from the left. */
    public final BpfAssembler shiftRight32(Register destination, int value) {
        return compute(BPF_ALU | BPF_RSH, destination, value);
    }

    /** Shifts right, zeros from the left. */
    public final BpfAssembler shiftRight32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_RSH, destination, source);
    }

    /** Shifts right, copies of the sign from the left. */
    public final BpfAssembler shiftRightSigned(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_ARSH, destination, value);
    }

    /** Shifts right, copies of the sign from the left. */
    public final BpfAssembler shiftRightSigned(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_ARSH, destination, source);
    }

    /** Shifts right, copies of the sign from the left. */
    public final BpfAssembler shiftRightSigned32(Register destination, int value) {
        return compute(BPF_ALU | BPF_ARSH, destination, value);
    }

    /** Shifts right, copies of the sign from the left. */
    public final BpfAssembler shiftRightSigned32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_ARSH, destination, source);
    }

    /** Copies. */
    public final BpfAssembler mov(Register destination, int value) {
        return compute(BPF_ALU64 | BPF_MOV, destination, value);
    }

    /** Copies. */
    public final BpfAssembler mov(Register destination, Register source) {
        return compute(BPF_ALU64 | BPF_MOV, destination, source);
    }

    /** Copies. */
    public final BpfAssembler mov32(Register destination, int value) {
        return compute(BPF_ALU | BPF_MOV, destination, value);
    }

    /** Copies. */
    public final BpfAssembler mov32(Register destination, Register source) {
        return compute(BPF_ALU | BPF_MOV, destination, source);
    }

    /** Changes the sign. */
    public final BpfAssembler neg(Register destination) {
        return compute(BPF_ALU64 | BPF_NEG, destination, 0);
    }

    /** Changes the sign. */
    public final BpfAssembler neg32(Register destination) {
        return compute(BPF_ALU | BPF_NEG, destination, 0);
    }

    private BpfAssembler compute(int code, Register destination, int value) {
        return emit(code | BPF_K, destination, 0, 0, value);
    }

    private BpfAssembler compute(int code, Register destination, Register source) {
        return emit(code | BPF_X, destination, source.ordinal(), 0, 0);
    }
}
