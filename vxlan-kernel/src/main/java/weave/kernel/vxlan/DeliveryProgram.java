package weave.kernel.vxlan;

import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.NOT_EQUAL;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R6;
import static weave.linux.bpf.Register.R7;
import static weave.linux.bpf.Register.R8;
import static weave.linux.bpf.Register.R9;

import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;

/**
 * On the plain VXLAN device: delivers to its container what {@link SteeringProgram} has found to be
 * for one. What came to the device's port by itself is dropped.
 */
final class DeliveryProgram {
    private DeliveryProgram() {}

    static BpfCode assemble(DatapathMaps maps) {
        BpfAssembler asm = new BpfAssembler();
        asm.mov(R6, R1);
        Snippets.steeredSource(asm, R6, R8, "drop");
        Snippets.ethernet(asm, R6, R9, "drop");
        Snippets.destinationMac(asm, R7, R9);
        Snippets.findMac(asm, maps, R7, "drop");
        asm.load32(R7, R0, DatapathMaps.MAC_KIND).load32(R9, R0, DatapathMaps.MAC_TARGET);
        Snippets.count(asm, maps, R6, R8, DatapathMaps.RECEIVED_FRAMES, "counted");
        asm.jumpIf(R7, EQUAL, DatapathMaps.LOCAL_PORT, "port")
                .jumpIf(R7, NOT_EQUAL, DatapathMaps.LOCAL_PEER, "drop");
        Snippets.deliver(asm, R6, R9);
        return asm.label("drop").mov(R0, Snippets.TC_ACT_SHOT).exit().assemble();
    }
}
