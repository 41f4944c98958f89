package weave.kernel.vxlan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfProgram;
import weave.testkit.Privileged;

@Privileged
class ProgramsTest {
    private static final int UDP_PORT = 6784;

    @ParameterizedTest
    @ValueSource(ints = {28, 44})
    void shouldBeAcceptedByTheVerifier(int keyLength) {
        try (DatapathMaps maps = DatapathMaps.create()) {
            for (BpfCode code :
                    List.of(
                            OutboundProgram.assemble(maps, true, keyLength),
                            OutboundProgram.assemble(maps, false, keyLength),
                            InboundProgram.assemble(maps, UDP_PORT, keyLength))) {
                try (BpfProgram program = load(code)) {
                    assertEquals(5, program.description().mapIds().size());
                }
            }
        }
    }

    @Test
    void shouldBeAcceptedWhenTheySteer() {
        try (DatapathMaps maps = DatapathMaps.create()) {
            try (BpfProgram program = load(SteeringProgram.assemble(maps, UDP_PORT))) {
                assertEquals(3, program.description().mapIds().size());
            }
            try (BpfProgram program = load(DeliveryProgram.assemble(maps))) {
                assertEquals(2, program.description().mapIds().size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = 44)
    void shouldBeFoundThroughAProgramWhenOnlyThatIsKnown(int keyLength) {
        try (DatapathMaps maps = DatapathMaps.create();
                BpfProgram program = load(OutboundProgram.assemble(maps, true, keyLength))) {
            try (DatapathMaps adopted =
                    DatapathMaps.adopt(program.description().mapIds()).orElseThrow()) {
                assertEquals(maps.macs().description().id(), adopted.macs().description().id());
            }
            assertTrue(DatapathMaps.adopt(List.of()).isEmpty());
        }
    }

    private static BpfProgram load(BpfCode code) {
        return BpfProgram.load("weave_test", BpfConstants.BPF_PROG_TYPE_SCHED_CLS, code);
    }
}
