package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_ARRAY;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R9;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** Random programs compute in the kernel what the same computes here. */
@Privileged
@Timeout(60)
class BpfComputingTest {
    private static final int PROGRAMS = 200;
    private static final int INSTRUCTIONS = 300;

    /** R0 to R8; R9 has the address of where their values come from and go. */
    private static final int REGISTERS = 9;

    private static final int PACKET_LENGTH = 64;
    private static final long LOWER = 0xFFFF_FFFFL;

    private interface WithValue {
        BpfAssembler write(BpfAssembler assembler, Register destination, int value);
    }

    private interface WithRegister {
        BpfAssembler write(BpfAssembler assembler, Register destination, Register source);
    }

    /**
     * An operation both ways, and what it does to 64 bits, or to 32 that were extended by zeros.
     */
    private record Operation(
            int bits, WithValue value, WithRegister register, LongBinaryOperator here) {
        /** Neither a division by nothing nor a shift by more than there is. */
        int valueFor(Random random) {
            return 1 + random.nextInt(bits - 1);
        }
    }

    private static final List<Operation> OPERATIONS =
            List.of(
                    new Operation(64, BpfAssembler::add, BpfAssembler::add, Long::sum),
                    new Operation(64, BpfAssembler::sub, BpfAssembler::sub, (a, b) -> a - b),
                    new Operation(64, BpfAssembler::mul, BpfAssembler::mul, (a, b) -> a * b),
                    new Operation(
                            64,
                            BpfAssembler::div,
                            BpfAssembler::div,
                            (a, b) -> b == 0 ? 0 : Long.divideUnsigned(a, b)),
                    new Operation(
                            64,
                            BpfAssembler::mod,
                            BpfAssembler::mod,
                            (a, b) -> b == 0 ? a : Long.remainderUnsigned(a, b)),
                    new Operation(64, BpfAssembler::or, BpfAssembler::or, (a, b) -> a | b),
                    new Operation(64, BpfAssembler::and, BpfAssembler::and, (a, b) -> a & b),
                    new Operation(64, BpfAssembler::xor, BpfAssembler::xor, (a, b) -> a ^ b),
                    new Operation(
                            64, BpfAssembler::shiftLeft, BpfAssembler::shiftLeft, (a, b) -> a << b),
                    new Operation(
                            64,
                            BpfAssembler::shiftRight,
                            BpfAssembler::shiftRight,
                            (a, b) -> a >>> b),
                    new Operation(
                            64,
                            BpfAssembler::shiftRightSigned,
                            BpfAssembler::shiftRightSigned,
                            (a, b) -> a >> b),
                    new Operation(64, BpfAssembler::mov, BpfAssembler::mov, (a, b) -> b),
                    new Operation(32, BpfAssembler::add32, BpfAssembler::add32, Long::sum),
                    new Operation(32, BpfAssembler::sub32, BpfAssembler::sub32, (a, b) -> a - b),
                    new Operation(32, BpfAssembler::mul32, BpfAssembler::mul32, (a, b) -> a * b),
                    new Operation(
                            32,
                            BpfAssembler::div32,
                            BpfAssembler::div32,
                            (a, b) -> b == 0 ? 0 : a / b),
                    new Operation(
                            32,
                            BpfAssembler::mod32,
                            BpfAssembler::mod32,
                            (a, b) -> b == 0 ? a : a % b),
                    new Operation(32, BpfAssembler::or32, BpfAssembler::or32, (a, b) -> a | b),
                    new Operation(32, BpfAssembler::and32, BpfAssembler::and32, (a, b) -> a & b),
                    new Operation(32, BpfAssembler::xor32, BpfAssembler::xor32, (a, b) -> a ^ b),
                    new Operation(
                            32,
                            BpfAssembler::shiftLeft32,
                            BpfAssembler::shiftLeft32,
                            (a, b) -> (int) a << b),
                    new Operation(
                            32,
                            BpfAssembler::shiftRight32,
                            BpfAssembler::shiftRight32,
                            (a, b) -> (int) a >>> b),
                    new Operation(
                            32,
                            BpfAssembler::shiftRightSigned32,
                            BpfAssembler::shiftRightSigned32,
                            (a, b) -> (int) a >> b),
                    new Operation(32, BpfAssembler::mov32, BpfAssembler::mov32, (a, b) -> b));

    @Test
    void shouldComputeTheSame() {
        Random random = new Random(Seed.next(BpfComputingTest.class));
        try (Arena arena = Arena.ofConfined();
                BpfMap map =
                        BpfMap.create(
                                "weavetest_alu",
                                BPF_MAP_TYPE_ARRAY,
                                Integer.BYTES,
                                REGISTERS * Long.BYTES,
                                1)) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment values = arena.allocate(JAVA_LONG, REGISTERS);
            for (int i = 0; i < PROGRAMS; i++) {
                long[] expected = LongStream.generate(random::nextLong).limit(REGISTERS).toArray();
                values.copyFrom(MemorySegment.ofArray(expected));
                map.update(key, values);
                try (BpfProgram program =
                        BpfProgram.load(
                                "weavetest_alu",
                                BPF_PROG_TYPE_XDP,
                                written(map, random, expected))) {
                    MemorySegment packet = arena.allocate(PACKET_LENGTH);
                    program.testRun(packet, packet);
                }
                map.lookup(key, values);
                assertArrayEquals(expected, values.toArray(JAVA_LONG));
            }
        }
    }

    /** A random program; what it does to the registers is done to {@code registers}, too. */
    private static BpfCode written(BpfMap map, Random random, long[] registers) {
        BpfAssembler assembler = new BpfAssembler().loadMapValue(R9, map, 0);
        for (int i = 0; i < REGISTERS; i++) {
            assembler.load64(register(i), R9, i * Long.BYTES);
        }
        for (int i = 0; i < INSTRUCTIONS; i++) {
            write(assembler, random, registers);
        }
        for (int i = 0; i < REGISTERS; i++) {
            assembler.store64(R9, i * Long.BYTES, register(i));
        }
        return assembler.mov(R0, 0).exit().assemble();
    }

    private static void write(BpfAssembler assembler, Random random, long[] registers) {
        int destination = random.nextInt(REGISTERS);
        int source = random.nextInt(REGISTERS);
        int kind = random.nextInt(OPERATIONS.size() + 4);
        if (kind >= OPERATIONS.size()) {
            writeUnary(kind - OPERATIONS.size(), assembler, destination, registers);
            return;
        }
        Operation operation = OPERATIONS.get(kind);
        long mask = operation.bits == Integer.SIZE ? LOWER : -1;
        long operand;
        if (random.nextBoolean()) {
            int value = operation.valueFor(random);
            operand = value;
            operation.value.write(assembler, register(destination), value);
        } else {
            operand = registers[source] & mask;
            operation.register.write(assembler, register(destination), register(source));
        }
        registers[destination] =
                operation.here.applyAsLong(registers[destination] & mask, operand) & mask;
    }

    private static void writeUnary(
            int kind, BpfAssembler assembler, int destination, long[] registers) {
        long before = registers[destination];
        Register register = register(destination);
        switch (kind) {
            case 0 -> {
                assembler.neg(register);
                registers[destination] = -before;
            }
            case 1 -> {
                assembler.neg32(register);
                registers[destination] = -before & LOWER;
            }
            case 2 -> {
                assembler.bigEndian32(register);
                registers[destination] = Integer.toUnsignedLong(Integer.reverseBytes((int) before));
            }
            default -> {
                assembler.bigEndian64(register);
                registers[destination] = Long.reverseBytes(before);
            }
        }
    }

    private static Register register(int number) {
        return Register.values()[number];
    }
}
