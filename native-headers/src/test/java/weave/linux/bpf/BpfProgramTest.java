package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_SCHED_CLS;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;
import static weave.linux.bpf.BpfConstants.XDP_DROP;
import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_map_lookup_elem;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.GREATER;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R10;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R3;
import static weave.linux.bpf.Register.R6;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.Privileged;

/** What is assembled, the kernel accepts and does. */
@Privileged
@Timeout(60)
class BpfProgramTest {
    private static final int PACKET_LENGTH = 64;
    private static final int LONG_PROGRAM = 20_000;

    /** More than {@code struct __sk_buff} has in any kernel. */
    private static final int CONTEXT_LENGTH = 512;

    @Test
    void shouldCountInAMapWhenRun() {
        try (Arena arena = Arena.ofConfined();
                BpfMap counts =
                        BpfMap.create("weavetest_count", BpfConstants.BPF_MAP_TYPE_ARRAY, 4, 8, 1);
                BpfProgram program = load("weavetest_run", BPF_PROG_TYPE_XDP, counting(counts))) {
            MemorySegment packet = arena.allocate(PACKET_LENGTH);
            MemorySegment after = arena.allocate(PACKET_LENGTH);

            BpfProgram.TestRun run =
                    program.testRun(packet, after, MemorySegment.NULL, MemorySegment.NULL, 5);

            assertEquals(XDP_PASS, run.result());
            assertEquals(PACKET_LENGTH, run.length());
            assertEquals(0x45, after.get(JAVA_BYTE, 0));
            MemorySegment value = arena.allocate(8, 8);
            assertTrue(counts.lookup(arena.allocate(JAVA_INT), value));
            assertEquals(5, value.get(JAVA_INT, 0));
            assertEquals(List.of(counts.description().id()), program.description().mapIds());
            assertEquals("weavetest_run", program.description().name());
            assertTrue(Bpf.programIds().contains(program.description().id()));
            assertTrue(Bpf.mapIds().contains(counts.description().id()));
        }
    }

    @Test
    void shouldFindContextWhenRunWithOne() {
        BpfCode code = new BpfAssembler().load32(R0, R1, SkBuff.MARK_OFFSET).exit().assemble();
        try (Arena arena = Arena.ofConfined();
                BpfProgram program = load("weavetest_mark", BPF_PROG_TYPE_SCHED_CLS, code)) {
            MemorySegment context = arena.allocate(SkBuff.SIZE, 8);
            context.set(JAVA_INT, SkBuff.MARK_OFFSET, 77);
            MemorySegment after = arena.allocate(CONTEXT_LENGTH, 8);
            MemorySegment packet = arena.allocate(PACKET_LENGTH);

            assertEquals(77, program.testRun(packet, packet, context, after, 1).result());
            assertEquals(77, after.get(JAVA_INT, SkBuff.MARK_OFFSET));
        }
    }

    @Test
    void shouldSayWhatTheVerifierSaysWhenItRefuses() {
        BpfCode code =
                new BpfAssembler()
                        .load64(R1, R1, XdpMd.DATA_OFFSET)
                        .load8(R0, R1, 0)
                        .exit()
                        .assemble();

        VerifierException refused =
                assertThrows(
                        VerifierException.class,
                        () -> load("weavetest_bad", BPF_PROG_TYPE_XDP, code));

        assertEquals(Errno.EACCES, refused.errno());
        assertEquals("load BPF program weavetest_bad", refused.operation());
        assertTrue(
                refused.getMessage().contains("invalid bpf_context access"), refused.getMessage());
        assertTrue(refused.log().contains("(79) r1 = *(u64 *)(r1 +0)"), refused.log());
    }

    @Test
    void shouldHaveTheEndOfTheLogWhenThatIsLong() {
        BpfAssembler assembler = new BpfAssembler().mov(R0, 0);
        for (int i = 0; i < LONG_PROGRAM; i++) {
            assembler.add(R0, i);
        }
        BpfCode code = assembler.load8(R0, R2, 0).exit().assemble();

        VerifierException refused =
                assertThrows(
                        VerifierException.class,
                        () -> load("weavetest_long", BPF_PROG_TYPE_XDP, code));

        assertTrue(refused.getMessage().endsWith("R2 !read_ok"), refused.getMessage());
        int lines = refused.log().split("\n").length;
        assertTrue(lines > 10 && lines <= 40, lines + " lines");
    }

    @Test
    void shouldReadAndChangeAValueByItsAddress() {
        BpfAssembler assembler = new BpfAssembler();
        try (Arena arena = Arena.ofConfined();
                BpfMap values =
                        BpfMap.create("weavetest_val", BpfConstants.BPF_MAP_TYPE_ARRAY, 4, 24, 1)) {
            BpfCode code =
                    assembler
                            .loadMapValue(R6, values, 8)
                            .load64(R0, R6, 0)
                            .bigEndian64(R0)
                            .mov(R1, 5)
                            .atomicFetchAdd64(R6, 8, R1)
                            .add32(R0, R1)
                            .exit()
                            .assemble();
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment value = arena.allocate(24, 8);
            value.set(JAVA_BYTE, 8 + 7, (byte) 3);
            value.set(JAVA_INT, 16, 100);
            values.update(key, value);
            try (BpfProgram program = load("weavetest_val", BPF_PROG_TYPE_XDP, code)) {
                MemorySegment packet = arena.allocate(PACKET_LENGTH);

                assertEquals(103, program.testRun(packet, packet).result());
            }
            values.lookup(key, value);
            assertEquals(105, value.get(JAVA_INT, 16));
        }
    }

    @Test
    void shouldBeAPlainRefusalWhenTheVerifierHadNoSay() {
        BpfCode code = new BpfAssembler().mov(R0, 0).exit().assemble();

        LinuxException refused =
                assertThrows(LinuxException.class, () -> load("weavetest", 10_000, code));

        assertFalse(refused instanceof VerifierException);
        assertEquals(Errno.EINVAL, refused.errno());
    }

    private static BpfProgram load(String name, int type, BpfCode code) {
        return BpfProgram.load(name, type, code);
    }

    /** Counts, and writes 0x45 to the first byte; what is too short is dropped. */
    private static BpfCode counting(BpfMap counts) {
        return new BpfAssembler()
                .mov(R6, R1)
                .store32(R10, -4, 0)
                .loadMap(R1, counts)
                .mov(R2, R10)
                .add(R2, -4)
                .call(BPF_FUNC_map_lookup_elem)
                .jumpIf(R0, EQUAL, 0, "drop")
                .mov(R1, 1)
                .atomicAdd64(R0, 0, R1)
                .load32(R1, R6, XdpMd.DATA_OFFSET)
                .load32(R2, R6, XdpMd.DATA_END_OFFSET)
                .mov(R3, R1)
                .add(R3, 1)
                .jumpIf(R3, GREATER, R2, "drop")
                .store8(R1, 0, 0x45)
                .mov(R0, XDP_PASS)
                .exit()
                .label("drop")
                .mov(R0, XDP_DROP)
                .exit()
                .assemble();
    }
}
