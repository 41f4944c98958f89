package weave.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Labels, and what is refused before a kernel sees it. The instructions: another test. */
class BpfAssemblerTest {
    private static final int OFFSET_OF_JUMP = 2;

    @Test
    void shouldCountWideValuesTwiceWhenJumpingOverThem() {
        BpfCode code =
                new BpfAssembler()
                        .jump("end")
                        .loadImmediate64(R1, 1)
                        .mov(R0, 0)
                        .label("end")
                        .label("same place")
                        .exit()
                        .assemble();

        assertEquals(5, code.length());
        assertEquals(3, jumpOf(code, 0));
    }

    @Test
    void shouldReachAsFarAsAnOffsetCan() {
        BpfAssembler forward = new BpfAssembler().jump("end");
        exits(forward, Short.MAX_VALUE);
        BpfAssembler backward = new BpfAssembler().label("begin");
        exits(backward, Short.MAX_VALUE);

        BpfCode over = forward.label("end").exit().assemble();
        BpfCode back = backward.jump("begin").assemble();

        assertEquals(Short.MAX_VALUE, jumpOf(over, 0));
        assertEquals(Short.MIN_VALUE, jumpOf(back, Short.MAX_VALUE));
    }

    @Test
    void shouldSayWhereWhenAJumpIsTooFar() {
        BpfAssembler forward = new BpfAssembler().mov(R0, 0).jumpIf(R1, EQUAL, R2, "end");
        exits(forward, Short.MAX_VALUE + 1);
        BpfAssembler backward = new BpfAssembler().label("begin");
        exits(backward, Short.MAX_VALUE + 1);

        assertIllegal(
                "jump at instruction 1 to end: too far, 32768 instructions",
                forward.label("end").exit());
        assertIllegal(
                "jump at instruction 32768 to begin: too far, -32769 instructions",
                backward.jump("begin"));
    }

    @Test
    void shouldSayWhereWhenALabelIsMissing() {
        assertIllegal(
                "jump at instruction 0 to miss: there is no such label",
                new BpfAssembler().jump("miss").exit());
        assertIllegal(
                "jump at instruction 0 to end: no instruction follows the label",
                new BpfAssembler().jump("end").exit().label("end"));
    }

    @Test
    void shouldRefuseALabelThatIsThere() {
        BpfAssembler assembler = new BpfAssembler().label("here").exit();

        IllegalStateException twice =
                assertThrows(IllegalStateException.class, () -> assembler.label("here"));

        assertEquals("label here is there twice", twice.getMessage());
    }

    @Test
    void shouldRefuseAnOffsetThatDoesNotFit() {
        BpfAssembler assembler = new BpfAssembler();
        for (int offset : new int[] {0x8000, -0x8001, 0x1_0000}) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class, () -> assembler.load8(R0, R1, offset));
            assertEquals("an offset of " + offset + " does not fit 16 bits", refused.getMessage());
        }
    }

    private static void exits(BpfAssembler assembler, int count) {
        for (int i = 0; i < count; i++) {
            assembler.exit();
        }
    }

    private static void assertIllegal(String message, BpfAssembler assembler) {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, assembler::assemble);
        assertEquals(message, refused.getMessage());
    }

    private static int jumpOf(BpfCode code, int instruction) {
        return ByteBuffer.wrap(code.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort(instruction * Long.BYTES + OFFSET_OF_JUMP);
    }
}
