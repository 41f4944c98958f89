package weave.kernel.vxlan;

import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_change_head;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_get_tunnel_key;
import static weave.linux.bpf.Condition.ANY_BIT_OF;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.GREATER;
import static weave.linux.bpf.Condition.NOT_EQUAL;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R10;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R3;
import static weave.linux.bpf.Register.R4;
import static weave.linux.bpf.Register.R6;
import static weave.linux.bpf.Register.R7;
import static weave.linux.bpf.Register.R8;
import static weave.linux.bpf.Register.R9;

import weave.core.fastdp.Upcall;
import weave.core.fastdp.VxlanLayout;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfTunnelKey;
import weave.linux.bpf.SkBuff;

/**
 * From a neighbour to a container, or on to another neighbour: what {@link
 * weave.core.forward.Forwarder#decideReceived} decides, for frames of which everything is known.
 * All others go to user space by the upcall TAP, behind an {@link Upcall}; those of peers that are
 * not in the topology, and what comes back to us, are dropped.
 */
final class InboundProgram {
    private static final int BPF_F_INGRESS = 1;
    private static final int TUNNEL_ID = Snippets.TUNNEL_KEY + BpfTunnelKey.TUNNEL_ID_OFFSET;
    private static final int REMOTE_IP = Snippets.TUNNEL_KEY + BpfTunnelKey.REMOTE_IPV4_OFFSET;

    /** Where the tunnel id and the address lie, which must outlive the tunnel key. */
    private static final int SAVED_TUNNEL_ID = -68;

    private static final int SAVED_REMOTE_IP = -72;
    private static final int SAVED_SOURCE = -80;

    private final BpfAssembler asm = new BpfAssembler();
    private final DatapathMaps maps;
    private final int udpPort;
    private final int keyLength;

    private InboundProgram(DatapathMaps maps, int udpPort, int keyLength) {
        this.maps = maps;
        this.udpPort = udpPort;
        this.keyLength = keyLength;
    }

    /**
     * @param udpPort of the device that it is for
     * @param keyLength of a tunnel key as this kernel takes it
     */
    static BpfCode assemble(DatapathMaps maps, int udpPort, int keyLength) {
        InboundProgram program = new InboundProgram(maps, udpPort, keyLength);
        program.identify();
        program.deliver();
        program.relay();
        program.upcall();
        return program.asm.label("drop").mov(R0, Snippets.TC_ACT_SHOT).exit().assemble();
    }

    /** Whose frame it is and for whom. R6 is the context, R7 the tunnel id, R9 the frame. */
    private void identify() {
        asm.mov(R6, R1)
                .mov(R2, R10)
                .add(R2, Snippets.TUNNEL_KEY)
                .mov(R3, keyLength)
                .mov(R4, 0)
                .call(BPF_FUNC_skb_get_tunnel_key)
                .jumpIf(R0, NOT_EQUAL, 0, "drop")
                .load32(R1, R10, REMOTE_IP)
                .store32(R10, SAVED_REMOTE_IP, R1)
                .load32(R7, R10, TUNNEL_ID)
                .jumpIf(R7, NOT_EQUAL, SteeringProgram.PLAIN_ID, "named");
        // Steered, and somebody has taken the socket away from the packet.
        Snippets.steeredSource(asm, R6, R8, "named");
        asm.loadMapValue(R7, maps.settings(), 0)
                .load32(R7, R7, DatapathMaps.SELF)
                .shiftLeft(R7, VxlanLayout.SHORT_ID_BITS)
                .or(R7, R8)
                .label("named")
                .store32(R10, SAVED_TUNNEL_ID, R7);
        Snippets.ethernet(asm, R6, R9, "drop");
        // Heartbeats have no addresses.
        asm.load64(R1, R9, 0)
                .load32(R2, R9, Long.BYTES)
                .or(R1, R2)
                .load16(R2, R9, Long.BYTES + Integer.BYTES)
                .or(R1, R2)
                .jumpIf(R1, EQUAL, 0, "upcall")
                .mov(R8, R7)
                .and(R8, VxlanLayout.SHORT_ID_MASK)
                .store64(R10, SAVED_SOURCE, R8)
                .loadMapValue(R1, maps.settings(), 0)
                .load32(R1, R1, DatapathMaps.SELF)
                .jumpIf(R1, EQUAL, R8, "drop")
                .shiftRight(R7, VxlanLayout.SHORT_ID_BITS)
                .and(R7, VxlanLayout.SHORT_ID_MASK)
                .jumpIf(R7, NOT_EQUAL, R1, "relay");
        Snippets.element(asm, maps.peers(), R8, "drop");
        asm.load32(R1, R0, DatapathMaps.PEER_KNOWN).jumpIf(R1, EQUAL, 0, "drop");
    }

    /** For us: R8 is the short id of its source. */
    private void deliver() {
        Snippets.destinationMac(asm, R7, R9);
        asm.jumpIf(R7, ANY_BIT_OF, Snippets.MULTICAST, "upcall");
        Snippets.sourceMac(asm, R9, R9);
        Snippets.findMac(asm, maps, R9, "upcall");
        asm.load32(R1, R0, DatapathMaps.MAC_KIND)
                .jumpIf(R1, NOT_EQUAL, DatapathMaps.REMOTE, "upcall")
                .load32(R1, R0, DatapathMaps.MAC_TARGET)
                .jumpIf(R1, NOT_EQUAL, R8, "upcall");
        Snippets.findMac(asm, maps, R7, "upcall");
        asm.load32(R7, R0, DatapathMaps.MAC_KIND)
                .load32(R9, R0, DatapathMaps.MAC_TARGET)
                .jumpIf(R7, EQUAL, DatapathMaps.REMOTE, "upcall");
        Snippets.count(asm, maps, R6, R8, DatapathMaps.RECEIVED_FRAMES, "counted");
        asm.jumpIf(R7, EQUAL, DatapathMaps.LOCAL_BRIDGE, "bridge")
                .jumpIf(R7, EQUAL, DatapathMaps.LOCAL_PORT, "port");
        Snippets.deliver(asm, R6, R9);
        asm.label("bridge")
                .loadMapValue(R1, maps.settings(), 0)
                .load32(R1, R1, DatapathMaps.BRIDGE_DEVICE)
                .mov(R2, BPF_F_INGRESS)
                .call(BPF_FUNC_redirect)
                .exit();
    }

    /** For the peer whose short id is in R7: never back to where it came from. */
    private void relay() {
        asm.label("relay");
        Snippets.element(asm, maps.peers(), R8, "drop");
        asm.load32(R1, R0, DatapathMaps.PEER_KNOWN).jumpIf(R1, EQUAL, 0, "drop");
        Snippets.element(asm, maps.peers(), R7, "drop");
        asm.load32(R9, R0, DatapathMaps.PEER_NEXT_HOP).jumpIf(R9, EQUAL, 0, "upcall");
        Snippets.element(asm, maps.neighbours(), R9, "upcall");
        asm.mov(R9, R0)
                .load32(R1, R9, DatapathMaps.NEIGHBOUR_CARRIES)
                .jumpIf(R1, EQUAL, 0, "upcall")
                .load32(R1, R9, DatapathMaps.NEIGHBOUR_IP)
                .load32(R2, R10, SAVED_REMOTE_IP)
                .jumpIf(R1, EQUAL, R2, "upcall");
        Snippets.count(asm, maps, R6, R7, DatapathMaps.SENT_FRAMES, "relayed");
        asm.load32(R8, R10, SAVED_TUNNEL_ID);
        Snippets.send(asm, R6, R9, R8, keyLength, "upcall");
    }

    private void upcall() {
        asm.label("upcall")
                .mov(R1, R6)
                .mov(R2, Upcall.HEADER_LENGTH)
                .mov(R3, 0)
                .call(BPF_FUNC_skb_change_head)
                .jumpIf(R0, NOT_EQUAL, 0, "drop")
                .load32(R9, R6, SkBuff.DATA_OFFSET)
                .load32(R3, R6, SkBuff.DATA_END_OFFSET)
                .mov(R2, R9)
                .add(R2, Upcall.HEADER_LENGTH)
                .jumpIf(R2, GREATER, R3, "drop")
                .mov32(R1, Upcall.MAGIC)
                .bigEndian32(R1)
                .store32(R9, 0, R1)
                .load32(R1, R10, SAVED_TUNNEL_ID)
                .bigEndian32(R1)
                .store32(R9, Upcall.TUNNEL_ID_OFFSET, R1)
                .load32(R1, R10, SAVED_REMOTE_IP)
                .bigEndian32(R1)
                .store32(R9, Upcall.ADDRESS_OFFSET, R1)
                .mov32(R1, udpPort)
                .bigEndian32(R1)
                .store32(R9, Upcall.PORT_OFFSET, R1)
                .loadMapValue(R1, maps.settings(), 0)
                .load32(R1, R1, DatapathMaps.UPCALL_DEVICE)
                .mov(R2, 0)
                .call(BPF_FUNC_redirect)
                .exit();
    }
}
