package weave.linux.bpf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Instructions ready to be loaded, as {@link BpfAssembler} wrote them. Immutable. */
public final class BpfCode {
    private static final ValueLayout.OfLong INSTRUCTION =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final long[] instructions;

    BpfCode(long[] instructions) {
        this.instructions = instructions;
    }

    /** How many there are; a value of 64 bits counts as two. */
    public int length() {
        return instructions.length;
    }

    /** Their bytes in memory, eight each. */
    public byte[] bytes() {
        byte[] bytes = new byte[instructions.length * Long.BYTES];
        copyTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    void copyTo(MemorySegment memory) {
        for (int i = 0; i < instructions.length; i++) {
            memory.set(INSTRUCTION, (long) i * Long.BYTES, instructions[i]);
        }
    }
}
