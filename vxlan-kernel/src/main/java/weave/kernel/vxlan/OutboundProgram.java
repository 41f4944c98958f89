package weave.kernel.vxlan;

import static weave.linux.bpf.Condition.ANY_BIT_OF;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.NOT_EQUAL;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R6;
import static weave.linux.bpf.Register.R7;
import static weave.linux.bpf.Register.R8;
import static weave.linux.bpf.Register.R9;

import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.SkBuff;

/**
 * From a container to a neighbour: what {@link weave.core.forward.Forwarder#decideCaptured}
 * decides, for frames of which everything is known. All others go on as if this program were not
 * there: to the bridge, and so to user space.
 *
 * <pre>
 *   macs[source] is here, macs[destination] at a peer
 *   peers[that].next hop, neighbours[that] carries
 *   -> out of the link that leads there, if the neighbour's entry names it (DirectSending); else
 *      tunnel key: ids of self and peer, address of the neighbour; out of its vxlan device
 * </pre>
 */
final class OutboundProgram {
    private static final int SHORT_ID_BITS = 12;

    private OutboundProgram() {}

    /**
     * @param isPort whether it is for a container's own interface, else for the bridge's TAP
     * @param keyLength of a tunnel key as this kernel takes it
     */
    static BpfCode assemble(DatapathMaps maps, boolean isPort, int keyLength) {
        BpfAssembler asm = new BpfAssembler();
        asm.mov(R6, R1);
        Snippets.ethernet(asm, R6, R9, "pass");
        Snippets.destinationMac(asm, R7, R9);
        asm.jumpIf(R7, ANY_BIT_OF, Snippets.MULTICAST, "pass");
        Snippets.sourceMac(asm, R8, R9);
        Snippets.findMac(asm, maps, R8, "pass");
        asm.load32(R1, R0, DatapathMaps.MAC_KIND).jumpIf(R1, EQUAL, DatapathMaps.REMOTE, "pass");
        if (isPort) {
            asm.load32(R1, R0, DatapathMaps.MAC_TARGET)
                    .load32(R2, R6, SkBuff.IFINDEX_OFFSET)
                    .jumpIf(R1, NOT_EQUAL, R2, "pass");
        }
        Snippets.findMac(asm, maps, R7, "pass");
        asm.load32(R1, R0, DatapathMaps.MAC_KIND)
                .jumpIf(R1, NOT_EQUAL, DatapathMaps.REMOTE, "pass")
                .load32(R8, R0, DatapathMaps.MAC_TARGET);
        Snippets.element(asm, maps.peers(), R8, "pass");
        asm.load32(R9, R0, DatapathMaps.PEER_NEXT_HOP).jumpIf(R9, EQUAL, 0, "pass");
        Snippets.element(asm, maps.neighbours(), R9, "pass");
        asm.mov(R9, R0).load32(R1, R9, DatapathMaps.NEIGHBOUR_CARRIES).jumpIf(R1, EQUAL, 0, "pass");
        Snippets.count(asm, maps, R6, R8, DatapathMaps.SENT_FRAMES, "counted");
        asm.loadMapValue(R1, maps.settings(), 0)
                .load32(R1, R1, DatapathMaps.SELF)
                .shiftLeft(R8, SHORT_ID_BITS)
                .or(R8, R1);
        DirectSending.assemble(asm, R6, R9, R8, R7);
        Snippets.send(asm, R6, R9, R8, keyLength, "pass");
        return asm.label("pass")
                .mov(R0, Snippets.TC_ACT_OK)
                .exit()
                .label("drop")
                .mov(R0, Snippets.TC_ACT_SHOT)
                .exit()
                .assemble();
    }
}
