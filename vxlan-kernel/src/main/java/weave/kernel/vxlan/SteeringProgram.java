package weave.kernel.vxlan;

import static weave.linux.bpf.BpfHelpers.BPF_FUNC_sk_assign;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_sk_lookup_udp;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_sk_release;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_pull_data;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_store_bytes;
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
import static weave.linux.bpf.Register.R5;
import static weave.linux.bpf.Register.R6;
import static weave.linux.bpf.Register.R7;
import static weave.linux.bpf.Register.R8;
import static weave.linux.bpf.Register.R9;

import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.frame.Udp;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.SkBuff;

/**
 * Where VXLAN enters the host, before the kernel's own: what {@link InboundProgram} would deliver
 * to a container is given to the socket of the plain VXLAN device and its {@link DeliveryProgram}.
 * That costs the kernel much less than a device that takes down for each packet where it came from.
 *
 * <pre>
 *   Ethernet | IPv4 without options, no fragment | UDP to our port, no checksum | VXLAN | frame
 *   tunnel id names a known peer and us; macs[source] is at that peer, macs[destination] is here
 *   -> tunnel id of the plain device, source port 0, priority {@link #MARK} + source, its socket
 * </pre>
 *
 * All else goes on as if this program were not there. Of what is steered the host's packet filter
 * sees addresses and port as they came.
 */
final class SteeringProgram {
    /** The tunnel id of the plain device: any, as the priority, too, says what was steered. */
    static final int PLAIN_ID = 1;

    /** The upper half of the priority of what was steered. */
    static final int MARK = 0x5756_0000;

    /** {@code TC_ACT_UNSPEC}: others' programs on the link go on. */
    private static final int NEXT_PROGRAM = -1;

    private static final int VERSION_4_WITHOUT_OPTIONS = 0x45;
    private static final int FRAGMENT = 0x3FFF;
    private static final int RESERVED = 0xFF;

    /** Offsets from the beginning of the packet. */
    private static final int IP = Ethernet.HEADER_LENGTH;

    private static final int IP_FRAGMENT = IP + Ipv4.FRAGMENT_OFFSET;
    private static final int IP_PROTOCOL = IP + Ipv4.PROTOCOL_OFFSET;
    private static final int IP_SOURCE = IP + Ipv4.SOURCE_OFFSET;
    private static final int IP_DESTINATION = IP + Ipv4.DESTINATION_OFFSET;
    private static final int UDP = IP + Ipv4.HEADER_LENGTH_MIN;
    private static final int UDP_DESTINATION = UDP + 2;
    private static final int UDP_CHECKSUM = UDP + Udp.CHECKSUM_OFFSET;
    private static final int VXLAN = UDP + Udp.HEADER_LENGTH;
    private static final int VNI = VXLAN + VxlanLayout.VNI_OFFSET;
    private static final int FRAME = VXLAN + VxlanLayout.HEADER_LENGTH;

    /** All headers, the frame's included. */
    private static final int HEADERS_LENGTH = FRAME + Ethernet.HEADER_LENGTH;

    /** {@code struct bpf_sock_tuple} for IPv4, on the stack. */
    private static final int TUPLE = -64;

    private static final int TUPLE_LENGTH = 12;

    /** What is written into the packet, on the stack. */
    private static final int BYTES = -72;

    private static final int BPF_F_CURRENT_NETNS = -1;

    private final BpfAssembler asm = new BpfAssembler();
    private final DatapathMaps maps;
    private final int udpPort;

    private SteeringProgram(DatapathMaps maps, int udpPort) {
        this.maps = maps;
        this.udpPort = udpPort;
    }

    /**
     * @param udpPort where VXLAN is received
     */
    static BpfCode assemble(DatapathMaps maps, int udpPort) {
        SteeringProgram program = new SteeringProgram(maps, udpPort);
        program.recognise();
        program.decide();
        program.steer();
        return program.asm.label("next").mov(R0, NEXT_PROGRAM).exit().assemble();
    }

    /** Leaves what is not VXLAN of ours: R6 is the context, R9 the packet, with all its headers. */
    private void recognise() {
        asm.mov(R6, R1)
                // One for somebody else, or of another VLAN, is none of ours.
                .load32(R1, R6, SkBuff.PKT_TYPE_OFFSET)
                .jumpIf(R1, NOT_EQUAL, Snippets.PACKET_HOST, "next")
                .load32(R1, R6, SkBuff.VLAN_PRESENT_OFFSET)
                .jumpIf(R1, NOT_EQUAL, 0, "next")
                .load32(R1, R6, SkBuff.PROTOCOL_OFFSET)
                .jumpIf(R1, NOT_EQUAL, Snippets.network16(Ethernet.TYPE_IPV4), "next");
        packet(VXLAN, "next");
        asm.load8(R1, R9, IP)
                .jumpIf(R1, NOT_EQUAL, VERSION_4_WITHOUT_OPTIONS, "next")
                .load8(R1, R9, IP_PROTOCOL)
                .jumpIf(R1, NOT_EQUAL, Ipv4.PROTOCOL_UDP, "next")
                .load16(R1, R9, UDP_DESTINATION)
                .jumpIf(R1, NOT_EQUAL, Snippets.network16(udpPort), "next")
                .load16(R1, R9, IP_FRAGMENT)
                .jumpIf(R1, ANY_BIT_OF, Snippets.network16(FRAGMENT), "next")
                // A sender's checksum would have to be changed, too.
                .load16(R1, R9, UDP_CHECKSUM)
                .jumpIf(R1, NOT_EQUAL, 0, "next");
        packet(HEADERS_LENGTH, "pull");
        asm.jump("whole")
                .label("pull")
                .mov(R1, R6)
                .mov(R2, HEADERS_LENGTH)
                .call(BPF_FUNC_skb_pull_data)
                .jumpIf(R0, NOT_EQUAL, 0, "next");
        packet(HEADERS_LENGTH, "next");
        asm.label("whole");
    }

    private void packet(int length, String shorter) {
        asm.load32(R9, R6, SkBuff.DATA_OFFSET)
                .load32(R3, R6, SkBuff.DATA_END_OFFSET)
                .mov(R2, R9)
                .add(R2, length)
                .jumpIf(R2, GREATER, R3, shorter);
    }

    /** Leaves what is not for a container here: R8 is the short id of its source. */
    private void decide() {
        asm.load32(R1, R9, VXLAN)
                .jumpIf32(R1, NOT_EQUAL, Snippets.network32(VxlanLayout.FLAG_VNI), "next")
                .load32(R7, R9, VNI)
                .bigEndian32(R7)
                .jumpIf(R7, ANY_BIT_OF, RESERVED, "next")
                .shiftRight(R7, VxlanLayout.VNI_SHIFT)
                .mov(R8, R7)
                .and(R8, VxlanLayout.SHORT_ID_MASK)
                .shiftRight(R7, VxlanLayout.SHORT_ID_BITS)
                .loadMapValue(R1, maps.settings(), 0)
                .load32(R1, R1, DatapathMaps.SELF)
                .jumpIf(R1, NOT_EQUAL, R7, "next")
                .jumpIf(R1, EQUAL, R8, "next");
        Snippets.element(asm, maps.peers(), R8, "next");
        asm.load32(R1, R0, DatapathMaps.PEER_KNOWN).jumpIf(R1, EQUAL, 0, "next");
        asm.mov(R7, R9).add(R7, FRAME);
        Snippets.sourceMac(asm, R7, R7);
        Snippets.findMac(asm, maps, R7, "next");
        asm.load32(R1, R0, DatapathMaps.MAC_KIND)
                .jumpIf(R1, NOT_EQUAL, DatapathMaps.REMOTE, "next")
                .load32(R1, R0, DatapathMaps.MAC_TARGET)
                .jumpIf(R1, NOT_EQUAL, R8, "next");
        asm.mov(R7, R9).add(R7, FRAME);
        Snippets.destinationMac(asm, R7, R7);
        asm.jumpIf(R7, ANY_BIT_OF, Snippets.MULTICAST, "next");
        Snippets.findMac(asm, maps, R7, "next");
        asm.load32(R1, R0, DatapathMaps.MAC_KIND)
                .jumpIf(R1, EQUAL, DatapathMaps.LOCAL_PEER, "here")
                .jumpIf(R1, NOT_EQUAL, DatapathMaps.LOCAL_PORT, "next")
                .label("here");
    }

    /** Whatever fails from the rewriting on, {@link InboundProgram} takes it from there. */
    private void steer() {
        findSocket();
        asm.store32(R10, BYTES, Snippets.network32(PLAIN_ID << VxlanLayout.VNI_SHIFT));
        rewrite(VNI, Integer.BYTES);
        asm.jumpIf(R0, NOT_EQUAL, 0, "release")
                .or(R8, MARK)
                .store32(R6, SkBuff.PRIORITY_OFFSET, R8)
                // Where there is a NAT table the kernel takes a socket away from a packet whose
                // source port is not the one that the socket is connected to, and that is 0.
                .store32(R10, BYTES, 0);
        rewrite(UDP, Short.BYTES);
        asm.mov(R1, R6)
                .mov(R2, R7)
                .mov(R3, 0)
                .call(BPF_FUNC_sk_assign)
                .label("release")
                .mov(R1, R7)
                .call(BPF_FUNC_sk_release);
    }

    /** That of the plain device, in R7. */
    private void findSocket() {
        asm.loadMapValue(R1, maps.settings(), 0)
                .load32(R1, R1, DatapathMaps.PLAIN_PORT)
                .jumpIf(R1, EQUAL, 0, "next")
                .bigEndian16(R1)
                .store16(R10, TUPLE + 10, R1)
                .load32(R1, R9, IP_SOURCE)
                .store32(R10, TUPLE, R1)
                .load32(R1, R9, IP_DESTINATION)
                .store32(R10, TUPLE + 4, R1)
                .load16(R1, R9, UDP)
                .store16(R10, TUPLE + 8, R1)
                .mov(R1, R6)
                .mov(R2, R10)
                .add(R2, TUPLE)
                .mov(R3, TUPLE_LENGTH)
                .mov(R4, BPF_F_CURRENT_NETNS)
                .mov(R5, 0)
                .call(BPF_FUNC_sk_lookup_udp)
                .jumpIf(R0, EQUAL, 0, "next")
                .mov(R7, R0);
    }

    /** Puts what is at {@link #BYTES} into the packet, and into the checksum that a card made. */
    private void rewrite(int offset, int length) {
        asm.mov(R1, R6)
                .mov(R2, offset)
                .mov(R3, R10)
                .add(R3, BYTES)
                .mov(R4, length)
                .mov(R5, BpfConstants.BPF_F_RECOMPUTE_CSUM)
                .call(BPF_FUNC_skb_store_bytes);
    }
}
