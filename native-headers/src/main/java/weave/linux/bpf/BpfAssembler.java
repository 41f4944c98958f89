package weave.linux.bpf;

import static weave.linux.bpf.BpfInsn.BPF_ADD;
import static weave.linux.bpf.BpfInsn.BPF_ATOMIC;
import static weave.linux.bpf.BpfInsn.BPF_B;
import static weave.linux.bpf.BpfInsn.BPF_CALL;
import static weave.linux.bpf.BpfInsn.BPF_CMPXCHG;
import static weave.linux.bpf.BpfInsn.BPF_DW;
import static weave.linux.bpf.BpfInsn.BPF_END;
import static weave.linux.bpf.BpfInsn.BPF_EXIT;
import static weave.linux.bpf.BpfInsn.BPF_FETCH;
import static weave.linux.bpf.BpfInsn.BPF_IMM;
import static weave.linux.bpf.BpfInsn.BPF_JA;
import static weave.linux.bpf.BpfInsn.BPF_JMP;
import static weave.linux.bpf.BpfInsn.BPF_JMP32;
import static weave.linux.bpf.BpfInsn.BPF_LDX;
import static weave.linux.bpf.BpfInsn.BPF_MEM;
import static weave.linux.bpf.BpfInsn.BPF_PSEUDO_MAP_FD;
import static weave.linux.bpf.BpfInsn.BPF_PSEUDO_MAP_VALUE;
import static weave.linux.bpf.BpfInsn.BPF_ST;
import static weave.linux.bpf.BpfInsn.BPF_STX;
import static weave.linux.bpf.BpfInsn.BPF_TO_BE;
import static weave.linux.bpf.BpfInsn.BPF_TO_LE;
import static weave.linux.bpf.BpfInsn.BPF_XCHG;
import static weave.linux.bpf.Register.R0;
import static weave.linux.socket.SockFilter.BPF_ALU;
import static weave.linux.socket.SockFilter.BPF_H;
import static weave.linux.socket.SockFilter.BPF_K;
import static weave.linux.socket.SockFilter.BPF_LD;
import static weave.linux.socket.SockFilter.BPF_W;
import static weave.linux.socket.SockFilter.BPF_X;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a BPF program, instruction by instruction (RFC 9669):
 *
 * <pre>{@code
 * BpfCode code = new BpfAssembler()
 *         .load32(R2, R1, SkBuff.MARK_OFFSET)
 *         .jumpIf(R2, EQUAL, 0, "unmarked")
 *         .mov(R0, TC_ACT_SHOT)
 *         .exit()
 *         .label("unmarked")
 *         .mov(R0, TC_ACT_OK)
 *         .exit()
 *         .assemble();
 * }</pre>
 *
 * <p>Operands stand in the order of an assignment: what is written to comes first. A jump may lead
 * to a label that comes later. What the program does to memory is the verifier's to judge, when it
 * is {@link BpfProgram#load loaded}; a mistake in its form is an {@link IllegalStateException} of
 * {@link #assemble}.
 */
public final class BpfAssembler extends ComputingAssembler {
    private final List<Long> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Jump> jumps = new ArrayList<>();

    /** An instruction whose offset is not known before its label is. */
    private record Jump(int from, String label) {}

    /** Names the place of the following instruction. */
    public BpfAssembler label(String name) {
        if (labels.putIfAbsent(name, instructions.size()) != null) {
            throw new IllegalStateException("label " + name + " is there twice");
        }
        return this;
    }

    /** Clears all but the lowest 16 bits and makes those big-endian, or a number of them. */
    public BpfAssembler bigEndian16(Register register) {
        return emit(BPF_ALU | BPF_END | BPF_TO_BE, register, 0, 0, Short.SIZE);
    }

    /** Clears all but the lowest 32 bits and makes those big-endian, or a number of them. */
    public BpfAssembler bigEndian32(Register register) {
        return emit(BPF_ALU | BPF_END | BPF_TO_BE, register, 0, 0, Integer.SIZE);
    }

    /** Makes 64 bits big-endian, or a number of them. */
    public BpfAssembler bigEndian64(Register register) {
        return emit(BPF_ALU | BPF_END | BPF_TO_BE, register, 0, 0, Long.SIZE);
    }

    /** Clears all but the lowest 16 bits and makes those little-endian, or a number of them. */
    public BpfAssembler littleEndian16(Register register) {
        return emit(BPF_ALU | BPF_END | BPF_TO_LE, register, 0, 0, Short.SIZE);
    }

    /** Clears all but the lowest 32 bits and makes those little-endian, or a number of them. */
    public BpfAssembler littleEndian32(Register register) {
        return emit(BPF_ALU | BPF_END | BPF_TO_LE, register, 0, 0, Integer.SIZE);
    }

    /** Makes 64 bits little-endian, or a number of them. */
    public BpfAssembler littleEndian64(Register register) {
        return emit(BPF_ALU | BPF_END | BPF_TO_LE, register, 0, 0, Long.SIZE);
    }

    /** Reads the byte at {@code base + offset}, unsigned. */
    public BpfAssembler load8(Register destination, Register base, int offset) {
        return emit(BPF_LDX | BPF_MEM | BPF_B, destination, base.ordinal(), offset, 0);
    }

    /** Reads two bytes, unsigned, in the host's order. */
    public BpfAssembler load16(Register destination, Register base, int offset) {
        return emit(BPF_LDX | BPF_MEM | BPF_H, destination, base.ordinal(), offset, 0);
    }

    /** Reads four bytes, unsigned, in the host's order. */
    public BpfAssembler load32(Register destination, Register base, int offset) {
        return emit(BPF_LDX | BPF_MEM | BPF_W, destination, base.ordinal(), offset, 0);
    }

    /** Reads eight bytes in the host's order. */
    public BpfAssembler load64(Register destination, Register base, int offset) {
        return emit(BPF_LDX | BPF_MEM | BPF_DW, destination, base.ordinal(), offset, 0);
    }

    /** Writes the lowest byte to {@code base + offset}. */
    public BpfAssembler store8(Register base, int offset, Register source) {
        return emit(BPF_STX | BPF_MEM | BPF_B, base, source.ordinal(), offset, 0);
    }

    /** Writes the lowest two bytes in the host's order. */
    public BpfAssembler store16(Register base, int offset, Register source) {
        return emit(BPF_STX | BPF_MEM | BPF_H, base, source.ordinal(), offset, 0);
    }

    /** Writes the lowest four bytes in the host's order. */
    public BpfAssembler store32(Register base, int offset, Register source) {
        return emit(BPF_STX | BPF_MEM | BPF_W, base, source.ordinal(), offset, 0);
    }

    /** Writes all eight bytes in the host's order. */
    public BpfAssembler store64(Register base, int offset, Register source) {
        return emit(BPF_STX | BPF_MEM | BPF_DW, base, source.ordinal(), offset, 0);
    }

    /** Writes a byte to {@code base + offset}. */
    public BpfAssembler store8(Register base, int offset, int value) {
        return emit(BPF_ST | BPF_MEM | BPF_B, base, 0, offset, value);
    }

    /** Writes two bytes in the host's order. */
    public BpfAssembler store16(Register base, int offset, int value) {
        return emit(BPF_ST | BPF_MEM | BPF_H, base, 0, offset, value);
    }

    /** Writes four bytes in the host's order. */
    public BpfAssembler store32(Register base, int offset, int value) {
        return emit(BPF_ST | BPF_MEM | BPF_W, base, 0, offset, value);
    }

    /** Writes eight bytes in the host's order, the value extended by its sign. */
    public BpfAssembler store64(Register base, int offset, int value) {
        return emit(BPF_ST | BPF_MEM | BPF_DW, base, 0, offset, value);
    }

    /** Adds to four bytes at {@code base + offset} while no other CPU does. */
    public BpfAssembler atomicAdd32(Register base, int offset, Register source) {
        return atomic(BPF_W, BPF_ADD, base, offset, source);
    }

    /** Adds to eight bytes at {@code base + offset} while no other CPU does. */
    public BpfAssembler atomicAdd64(Register base, int offset, Register source) {
        return atomic(BPF_DW, BPF_ADD, base, offset, source);
    }

    /** The same; {@code source} becomes what was there before. Linux 5.12 or newer. */
    public BpfAssembler atomicFetchAdd32(Register base, int offset, Register source) {
        return atomic(BPF_W, BPF_ADD | BPF_FETCH, base, offset, source);
    }

    /** The same; {@code source} becomes what was there before. Linux 5.12 or newer. */
    public BpfAssembler atomicFetchAdd64(Register base, int offset, Register source) {
        return atomic(BPF_DW, BPF_ADD | BPF_FETCH, base, offset, source);
    }

    /** Swaps four bytes with the lower half of {@code source}. Linux 5.12 or newer. */
    public BpfAssembler atomicExchange32(Register base, int offset, Register source) {
        return atomic(BPF_W, BPF_XCHG, base, offset, source);
    }

    /** Swaps eight bytes with {@code source}. Linux 5.12 or newer. */
    public BpfAssembler atomicExchange64(Register base, int offset, Register source) {
        return atomic(BPF_DW, BPF_XCHG, base, offset, source);
    }

    /**
     * Writes {@code source} to four bytes if they equal {@link Register#R0}, which becomes what was
     * there before. Linux 5.12 or newer.
     */
    public BpfAssembler atomicCompareExchange32(Register base, int offset, Register source) {
        return atomic(BPF_W, BPF_CMPXCHG, base, offset, source);
    }

    /** The same with eight bytes. */
    public BpfAssembler atomicCompareExchange64(Register base, int offset, Register source) {
        return atomic(BPF_DW, BPF_CMPXCHG, base, offset, source);
    }

    /** Goes on at a label. */
    public BpfAssembler jump(String label) {
        return jump(BPF_JMP | BPF_JA, R0, 0, 0, label);
    }

    /** Goes on at a label if the comparison of all 64 bits holds. */
    public BpfAssembler jumpIf(Register left, Condition condition, int right, String label) {
        return jump(BPF_JMP | condition.code | BPF_K, left, 0, right, label);
    }

    /** Goes on at a label if the comparison of all 64 bits holds. */
    public BpfAssembler jumpIf(Register left, Condition condition, Register right, String label) {
        return jump(BPF_JMP | condition.code | BPF_X, left, right.ordinal(), 0, label);
    }

    /** Goes on at a label if the comparison of the lower 32 bits holds. Linux 5.1 or newer. */
    public BpfAssembler jumpIf32(Register left, Condition condition, int right, String label) {
        return jump(BPF_JMP32 | condition.code | BPF_K, left, 0, right, label);
    }

    /** Goes on at a label if the comparison of the lower 32 bits holds. Linux 5.1 or newer. */
    public BpfAssembler jumpIf32(Register left, Condition condition, Register right, String label) {
        return jump(BPF_JMP32 | condition.code | BPF_X, left, right.ordinal(), 0, label);
    }

    /** Calls a helper of the kernel, as {@link BpfHelpers#BPF_FUNC_map_lookup_elem}. */
    public BpfAssembler call(int helper) {
        return emit(BPF_JMP | BPF_CALL, R0, 0, 0, helper);
    }

    /** Ends the program, which returns {@link Register#R0}. */
    public BpfAssembler exit() {
        return emit(BPF_JMP | BPF_EXIT, R0, 0, 0, 0);
    }

    /** Copies 64 bits; takes the room of two instructions. */
    public BpfAssembler loadImmediate64(Register destination, long value) {
        return wide(destination, 0, (int) value, (int) (value >>> Integer.SIZE));
    }

    /** The map, as the helpers want it; it must be open until the program is loaded. */
    public BpfAssembler loadMap(Register destination, BpfMap map) {
        return loadMap(destination, map.fd());
    }

    /** The address of a byte of an array map's first value. */
    public BpfAssembler loadMapValue(Register destination, BpfMap map, int offset) {
        return loadMapValue(destination, map.fd(), offset);
    }

    BpfAssembler loadMap(Register destination, int fd) {
        return wide(destination, BPF_PSEUDO_MAP_FD, fd, 0);
    }

    BpfAssembler loadMapValue(Register destination, int fd, int offset) {
        return wide(destination, BPF_PSEUDO_MAP_VALUE, fd, offset);
    }

    /**
     * The finished program.
     *
     * @throws IllegalStateException if a label is missing, or further from a jump to it than 32,767
     *     instructions
     */
    public BpfCode assemble() {
        long[] finished = instructions.stream().mapToLong(Long::longValue).toArray();
        for (Jump jump : jumps) {
            finished[jump.from] = BpfInsn.withOffset(finished[jump.from], distance(jump));
        }
        return new BpfCode(finished);
    }

    @Override
    BpfAssembler emit(int code, Register destination, int source, int offset, int value) {
        if (offset != (short) offset) {
            throw new IllegalArgumentException("an offset of " + offset + " does not fit 16 bits");
        }
        instructions.add(BpfInsn.encode(code, destination.ordinal(), source, offset, value));
        return this;
    }

    private BpfAssembler atomic(
            int size, int operation, Register base, int offset, Register source) {
        return emit(BPF_STX | BPF_ATOMIC | size, base, source.ordinal(), offset, operation);
    }

    private BpfAssembler jump(int code, Register left, int right, int value, String label) {
        jumps.add(new Jump(instructions.size(), label));
        return emit(code, left, right, 0, value);
    }

    private BpfAssembler wide(Register destination, int source, int lower, int upper) {
        return emit(BPF_LD | BPF_IMM | BPF_DW, destination, source, 0, lower)
                .emit(0, R0, 0, 0, upper);
    }

    private int distance(Jump jump) {
        Integer to = labels.get(jump.label);
        String which = "jump at instruction " + jump.from + " to " + jump.label;
        if (to == null) {
            throw new IllegalStateException(which + ": there is no such label");
        }
        if (to == instructions.size()) {
            throw new IllegalStateException(which + ": no instruction follows the label");
        }
        int distance = to - jump.from - 1;
        if (distance != (short) distance) {
            throw new IllegalStateException(which + ": too far, " + distance + " instructions");
        }
        return distance;
    }
}
