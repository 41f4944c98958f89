package weave.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R3;
import static weave.linux.bpf.Register.R8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every instruction has the bytes that LLVM gives it, and LLVM was asked for no other. */
class InstructionsVectorsTest {
    private static final String GOLDEN = "/bpf/instructions.txt";
    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

    /** What LLVM makes of a line of assembly; what was compared is taken out. */
    private static final Map<String, String> LEFT = new TreeMap<>();

    private static int count;

    private interface WithValue {
        BpfAssembler write(BpfAssembler assembler, Register destination, int value);
    }

    private interface WithRegister {
        BpfAssembler write(BpfAssembler assembler, Register destination, Register source);
    }

    private interface OfMemory {
        BpfAssembler write(BpfAssembler assembler, Register one, Register other, int offset);
    }

    private interface OfRegister {
        BpfAssembler write(BpfAssembler assembler, Register register);
    }

    @BeforeAll
    static void read() throws IOException {
        String text;
        try (InputStream file = InstructionsVectorsTest.class.getResourceAsStream(GOLDEN)) {
            text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
        }
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            String[] columns = line.split(" {2}", 2);
            LEFT.put(columns[1], columns[0]);
            count++;
        }
        assertTrue(count > 100, count + " instructions");
    }

    @AfterAll
    static void shouldHaveComparedAll() {
        assertEquals(Map.of(), LEFT);
    }

    @Test
    void shouldComputeAsLlvm() {
        compute("+=", BpfAssembler::add, BpfAssembler::add);
        compute32("+=", BpfAssembler::add32, BpfAssembler::add32);
        compute("-=", BpfAssembler::sub, BpfAssembler::sub);
        compute32("-=", BpfAssembler::sub32, BpfAssembler::sub32);
        compute("*=", BpfAssembler::mul, BpfAssembler::mul);
        compute32("*=", BpfAssembler::mul32, BpfAssembler::mul32);
        compute("/=", BpfAssembler::div, BpfAssembler::div);
        compute32("/=", BpfAssembler::div32, BpfAssembler::div32);
        compute("%=", BpfAssembler::mod, BpfAssembler::mod);
        compute32("%=", BpfAssembler::mod32, BpfAssembler::mod32);
        compute("|=", BpfAssembler::or, BpfAssembler::or);
        compute32("|=", BpfAssembler::or32, BpfAssembler::or32);
        compute("&=", BpfAssembler::and, BpfAssembler::and);
        compute32("&=", BpfAssembler::and32, BpfAssembler::and32);
        compute("^=", BpfAssembler::xor, BpfAssembler::xor);
        compute32("^=", BpfAssembler::xor32, BpfAssembler::xor32);
        compute("<<=", BpfAssembler::shiftLeft, BpfAssembler::shiftLeft);
        compute32("<<=", BpfAssembler::shiftLeft32, BpfAssembler::shiftLeft32);
        compute(">>=", BpfAssembler::shiftRight, BpfAssembler::shiftRight);
        compute32(">>=", BpfAssembler::shiftRight32, BpfAssembler::shiftRight32);
        compute("s>>=", BpfAssembler::shiftRightSigned, BpfAssembler::shiftRightSigned);
        compute32("s>>=", BpfAssembler::shiftRightSigned32, BpfAssembler::shiftRightSigned32);
        compute("=", BpfAssembler::mov, BpfAssembler::mov);
        compute32("=", BpfAssembler::mov32, BpfAssembler::mov32);
        of("r3 = -r3", BpfAssembler::neg);
        of("w3 = -w3", BpfAssembler::neg32);
    }

    @Test
    void shouldSwapBytesAsLlvm() {
        of("r3 = be16 r3", BpfAssembler::bigEndian16);
        of("r3 = be32 r3", BpfAssembler::bigEndian32);
        of("r3 = be64 r3", BpfAssembler::bigEndian64);
        of("r3 = le16 r3", BpfAssembler::littleEndian16);
        of("r3 = le32 r3", BpfAssembler::littleEndian32);
        of("r3 = le64 r3", BpfAssembler::littleEndian64);
    }

    @Test
    void shouldLoadAndStoreAsLlvm() {
        load(8, BpfAssembler::load8);
        load(16, BpfAssembler::load16);
        load(32, BpfAssembler::load32);
        load(64, BpfAssembler::load64);
        expect("*(u8 *)(r3 - 258) = r8", new BpfAssembler().store8(R3, -258, R8));
        expect("*(u16 *)(r3 - 258) = r8", new BpfAssembler().store16(R3, -258, R8));
        expect("*(u32 *)(r3 - 258) = r8", new BpfAssembler().store32(R3, -258, R8));
        expect("*(u64 *)(r3 - 258) = r8", new BpfAssembler().store64(R3, -258, R8));
        expect("*(u8 *)(r3 + 258) = -7", new BpfAssembler().store8(R3, 258, -7));
        expect("*(u16 *)(r3 + 258) = -7", new BpfAssembler().store16(R3, 258, -7));
        expect("*(u32 *)(r3 + 258) = -7", new BpfAssembler().store32(R3, 258, -7));
        expect("*(u64 *)(r3 + 258) = -7", new BpfAssembler().store64(R3, 258, -7));
    }

    @Test
    void shouldLoadWideValuesAsLlvm() {
        expect(
                "r3 = 81985529216486895 ll",
                new BpfAssembler().loadImmediate64(R3, 0x0123_4567_89AB_CDEFL));
        expect("r3 = -2 ll", new BpfAssembler().loadImmediate64(R3, -2));
        expect("ld_pseudo r3, 1, 291", new BpfAssembler().loadMap(R3, 291));
        expect("ld_pseudo r3, 2, 291", new BpfAssembler().loadMapValue(R3, 291, 0));
    }

    @Test
    void shouldBeAtomicAsLlvm() {
        expect("lock *(u32 *)(r3 + 258) += r8", new BpfAssembler().atomicAdd32(R3, 258, R8));
        expect("lock *(u64 *)(r3 + 258) += r8", new BpfAssembler().atomicAdd64(R3, 258, R8));
        expect(
                "w8 = atomic_fetch_add((u32 *)(r3 - 258), w8)",
                new BpfAssembler().atomicFetchAdd32(R3, -258, R8));
        expect(
                "r8 = atomic_fetch_add((u64 *)(r3 - 258), r8)",
                new BpfAssembler().atomicFetchAdd64(R3, -258, R8));
        expect("w8 = xchg32_32(r3 + 258, w8)", new BpfAssembler().atomicExchange32(R3, 258, R8));
        expect("r8 = xchg_64(r3 + 258, r8)", new BpfAssembler().atomicExchange64(R3, 258, R8));
        expect(
                "w0 = cmpxchg32_32(r3 + 258, w0, w8)",
                new BpfAssembler().atomicCompareExchange32(R3, 258, R8));
        expect(
                "r0 = cmpxchg_64(r3 + 258, r0, r8)",
                new BpfAssembler().atomicCompareExchange64(R3, 258, R8));
    }

    @Test
    void shouldJumpAsLlvm() {
        Map<Condition, String> signs =
                Map.ofEntries(
                        Map.entry(Condition.EQUAL, "=="),
                        Map.entry(Condition.NOT_EQUAL, "!="),
                        Map.entry(Condition.GREATER, ">"),
                        Map.entry(Condition.GREATER_OR_EQUAL, ">="),
                        Map.entry(Condition.LESS, "<"),
                        Map.entry(Condition.LESS_OR_EQUAL, "<="),
                        Map.entry(Condition.SIGNED_GREATER, "s>"),
                        Map.entry(Condition.SIGNED_GREATER_OR_EQUAL, "s>="),
                        Map.entry(Condition.SIGNED_LESS, "s<"),
                        Map.entry(Condition.SIGNED_LESS_OR_EQUAL, "s<="),
                        Map.entry(Condition.ANY_BIT_OF, "&"));
        for (Condition condition : Condition.values()) {
            String sign = signs.get(condition);
            forward(
                    "if r3 " + sign + " -7 goto +2",
                    new BpfAssembler().jumpIf(R3, condition, -7, "there"));
            forward(
                    "if w3 " + sign + " -7 goto +2",
                    new BpfAssembler().jumpIf32(R3, condition, -7, "there"));
            expectLast(
                    "if r3 " + sign + " r8 goto -3", backward().jumpIf(R3, condition, R8, "there"));
            expectLast(
                    "if w3 " + sign + " w8 goto -3",
                    backward().jumpIf32(R3, condition, R8, "there"));
        }
        forward("goto +2", new BpfAssembler().jump("there"));
        expectLast("goto -3", backward().jump("there"));
    }

    @Test
    void shouldCallAndExitAsLlvm() {
        expect("call 155", new BpfAssembler().call(BpfHelpers.BPF_FUNC_redirect_peer));
        expect("exit", new BpfAssembler().exit());
    }

    private static void compute(String sign, WithValue value, WithRegister register) {
        expect("r3 " + sign + " -7", value.write(new BpfAssembler(), R3, -7));
        expect("r3 " + sign + " r8", register.write(new BpfAssembler(), R3, R8));
    }

    private static void compute32(String sign, WithValue value, WithRegister register) {
        expect("w3 " + sign + " -7", value.write(new BpfAssembler(), R3, -7));
        expect("w3 " + sign + " w8", register.write(new BpfAssembler(), R3, R8));
    }

    private static void of(String expected, OfRegister instruction) {
        expect(expected, instruction.write(new BpfAssembler(), R3));
    }

    private static void load(int bits, OfMemory load) {
        expect("r3 = *(u" + bits + " *)(r8 + 258)", load.write(new BpfAssembler(), R3, R8, 258));
    }

    private static void forward(String expected, BpfAssembler jump) {
        List<String> instructions = instructions(jump.exit().exit().label("there").exit());
        compare(expected, instructions.getFirst());
    }

    /** Two instructions before the one that jumps back over them. */
    private static BpfAssembler backward() {
        return new BpfAssembler().label("there").mov(R0, 0).exit();
    }

    private static void expectLast(String expected, BpfAssembler assembler) {
        compare(expected, instructions(assembler).getLast());
    }

    private static void expect(String expected, BpfAssembler assembler) {
        compare(expected, BYTES.formatHex(assembler.assemble().bytes()));
    }

    private static void compare(String text, String bytes) {
        String golden = LEFT.remove(text);
        assertNotNull(golden, text + " is not in " + GOLDEN);
        assertEquals(golden, bytes, text);
    }

    private static List<String> instructions(BpfAssembler assembler) {
        String bytes = BYTES.formatHex(assembler.assemble().bytes()) + " ";
        return List.of(bytes.split("(?<=\\G.{24})")).stream().map(String::strip).toList();
    }
}
