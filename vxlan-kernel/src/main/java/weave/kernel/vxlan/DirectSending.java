package weave.kernel.vxlan;

import static weave.linux.bpf.BpfHelpers.BPF_FUNC_get_hash_recalc;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect_neigh;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_adjust_room;
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

import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.frame.Udp;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.Register;
import weave.linux.bpf.SkBuff;
import weave.linux.socket.SocketConstants;

/**
 * Sends a frame in VXLAN by the link that leads to the neighbour, with headers of its own making:
 * past the VXLAN device, routing and the packet filter of the host. A super-frame stays one; the
 * link cuts it, as it would the VXLAN device's.
 *
 * <pre>
 *   0          14     34    42      50         64
 *   | Ethernet | IPv4 | UDP | VXLAN | Ethernet | IP of the container ...
 *     the kernel's ARP fills it       as it was at 0
 * </pre>
 *
 * What this does not do, goes by the device: all that is to be encrypted, whatever is not IP or has
 * a VLAN tag, and what is too long. Uses of the stack, beside {@link Snippets#TUNNEL_KEY}'s place,
 *
 * <pre>
 *   -80 the frame's first 16 bytes   -84 its hash
 * </pre>
 */
final class DirectSending {
    static final int TTL = 64;

    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int UDP = IP + Ipv4.HEADER_LENGTH_MIN;
    private static final int VXLAN = UDP + Udp.HEADER_LENGTH;
    private static final int INNER = VXLAN + VxlanLayout.HEADER_LENGTH;
    private static final int WHOLE = INNER + Ethernet.HEADER_LENGTH;

    /** What comes before the frame, from IP and from UDP on. */
    private static final int FROM_IP = INNER - IP;

    private static final int FROM_UDP = INNER - UDP;

    /** The least that a segment's headers take, the frame's own included. */
    private static final int TCP_OVER_IPV4 = Ethernet.HEADER_LENGTH + 20 + 20;

    private static final int TCP_OVER_IPV6 = Ethernet.HEADER_LENGTH + 40 + 20;

    private static final int FRAME_LENGTH_MAX = 0xFFFF - FROM_IP;

    private static final long ROOM =
            BpfConstants.BPF_F_ADJ_ROOM_FIXED_GSO
                    | BpfConstants.BPF_F_ADJ_ROOM_ENCAP_L3_IPV4
                    | BpfConstants.BPF_F_ADJ_ROOM_ENCAP_L4_UDP
                    | BpfConstants.BPF_F_ADJ_ROOM_ENCAP_L2_ETH
                    | (long) Ethernet.HEADER_LENGTH << BpfConstants.BPF_ADJ_ROOM_ENCAP_L2_SHIFT;

    private static final int FIRST_BYTES = -80;
    private static final int FIRST_BYTES_LENGTH = 16;
    private static final int HASH = -84;

    /** {@code struct bpf_redir_neigh}: the family, and an address with room for one of IPv6. */
    private static final int NEXT_HOP = Snippets.TUNNEL_KEY;

    private static final int NEXT_HOP_LENGTH = 20;

    /** Source ports as Linux gives them away: 32768 to 60999, by the flow's hash. */
    private static final int PORT_MIN = 32_768;

    private static final int PORTS = 28_232;

    private static final int ECN_MASK = 3;
    private static final int ECN_CONGESTED = 3;
    private static final int ECN_CAPABLE = 2;

    private final BpfAssembler asm;
    private final Register context;
    private final Register neighbour;
    private final Register tunnelId;
    private final Register length;

    private DirectSending(
            BpfAssembler asm,
            Register context,
            Register neighbour,
            Register tunnelId,
            Register length) {
        this.asm = asm;
        this.context = context;
        this.neighbour = neighbour;
        this.tunnelId = tunnelId;
        this.length = length;
    }

    /**
     * Sends the packet to the neighbour whose entry is in {@code neighbour} and returns from the
     * program; goes on behind, with the packet as it was, if it does not.
     *
     * @param length to be used: of the frame
     */
    static void assemble(
            BpfAssembler asm,
            Register context,
            Register neighbour,
            Register tunnelId,
            Register length) {
        DirectSending sending = new DirectSending(asm, context, neighbour, tunnelId, length);
        sending.decide();
        sending.makeRoom();
        sending.writeIp();
        sending.writeUdp();
        sending.writeVxlan();
        sending.leave();
        asm.label("by device");
    }

    private void decide() {
        asm.load32(R1, neighbour, DatapathMaps.NEIGHBOUR_LINK)
                .jumpIf(R1, EQUAL, 0, "by device")
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_MARK)
                .jumpIf(R1, NOT_EQUAL, 0, "by device")
                .load32(R1, context, SkBuff.VLAN_PRESENT_OFFSET)
                .jumpIf(R1, NOT_EQUAL, 0, "by device")
                .load32(length, context, SkBuff.LEN_OFFSET)
                .jumpIf(length, GREATER, FRAME_LENGTH_MAX, "by device")
                .load32(R1, context, SkBuff.PROTOCOL_OFFSET)
                .mov(R3, TCP_OVER_IPV4)
                .jumpIf(R1, EQUAL, Snippets.network16(Ethernet.TYPE_IPV4), "ip")
                .mov(R3, TCP_OVER_IPV6)
                .jumpIf(R1, NOT_EQUAL, Snippets.network16(Ethernet.TYPE_IPV6), "by device")
                .label("ip")
                .mov(R2, length)
                .load32(R1, context, SkBuff.GSO_SIZE_OFFSET)
                .jumpIf(R1, EQUAL, 0, "one")
                .mov(R2, R1)
                .add(R2, R3)
                .label("one")
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_LENGTH_MAX)
                .jumpIf(R2, GREATER, R1, "by device");
    }

    /** The room begins behind the Ethernet header, which the packet keeps as its outer one. */
    private void makeRoom() {
        packet(FIRST_BYTES_LENGTH, "by device");
        asm.load64(R2, R1, 0)
                .store64(R10, FIRST_BYTES, R2)
                .load64(R2, R1, Long.BYTES)
                .store64(R10, FIRST_BYTES + Long.BYTES, R2)
                .mov(R1, context)
                .call(BPF_FUNC_get_hash_recalc)
                .store32(R10, HASH, R0)
                .mov(R1, context)
                .mov(R2, INNER)
                .mov(R3, BpfConstants.BPF_ADJ_ROOM_MAC)
                .loadImmediate64(R4, ROOM)
                .call(BPF_FUNC_skb_adjust_room)
                .jumpIf(R0, NOT_EQUAL, 0, "by device");
        packet(WHOLE, "drop");
    }

    /** The packet's beginning in R1. */
    private void packet(int atLeast, String shorter) {
        asm.load32(R1, context, SkBuff.DATA_OFFSET)
                .load32(R3, context, SkBuff.DATA_END_OFFSET)
                .mov(R2, R1)
                .add(R2, atLeast)
                .jumpIf(R2, GREATER, R3, shorter);
    }

    private void writeIp() {
        congestion();
        asm.mov(R3, length)
                .add(R3, FROM_IP)
                .load32(R4, neighbour, DatapathMaps.NEIGHBOUR_SUM)
                .add(R4, R2)
                .add(R4, R3);
        fold();
        fold();
        asm.xor(R4, 0xFFFF)
                .bigEndian16(R4)
                .store16(R1, IP + Ipv4.CHECKSUM_OFFSET, R4)
                .store8(R1, IP, 0x45)
                .store8(R1, IP + Ipv4.TYPE_OF_SERVICE_OFFSET, R2)
                .bigEndian16(R3)
                .store16(R1, IP + Ipv4.TOTAL_LENGTH_OFFSET, R3)
                // What is never fragmented needs none, RFC 6864.
                .store16(R1, IP + Ipv4.IDENTIFICATION_OFFSET, 0)
                .store16(R1, IP + Ipv4.FRAGMENT_OFFSET, Snippets.network16(Ipv4.FLAG_DF))
                .store8(R1, IP + Ipv4.TIME_TO_LIVE_OFFSET, TTL)
                .store8(R1, IP + Ipv4.PROTOCOL_OFFSET, Ipv4.PROTOCOL_UDP);
        copyNumber(DatapathMaps.NEIGHBOUR_SOURCE, IP + Ipv4.SOURCE_OFFSET);
        copyNumber(DatapathMaps.NEIGHBOUR_IP, IP + Ipv4.DESTINATION_OFFSET);
    }

    /**
     * The container's ECN field in R2, as RFC 6040 has it in the outer header: that of what has met
     * congestion before says only that it can tell of some.
     */
    private void congestion() {
        asm.load8(R2, R10, FIRST_BYTES + Ethernet.HEADER_LENGTH + 1)
                .load8(R3, R10, FIRST_BYTES + Ethernet.HEADER_LENGTH)
                .shiftRight(R3, 4)
                .jumpIf(R3, EQUAL, 4, "of ipv4")
                .shiftRight(R2, 4)
                .label("of ipv4")
                .and(R2, ECN_MASK)
                .jumpIf(R2, NOT_EQUAL, ECN_CONGESTED, "ecn")
                .mov(R2, ECN_CAPABLE)
                .label("ecn");
    }

    private void fold() {
        asm.mov(R5, R4).shiftRight(R5, Short.SIZE).and(R4, 0xFFFF).add(R4, R5);
    }

    private void copyNumber(int from, int to) {
        asm.load32(R4, neighbour, from).bigEndian32(R4).store32(R1, to, R4);
    }

    private void writeUdp() {
        asm.load32(R4, R10, HASH)
                .mul(R4, PORTS)
                .shiftRight(R4, Integer.SIZE)
                .add(R4, PORT_MIN)
                .bigEndian16(R4)
                .store16(R1, UDP, R4)
                .load32(R4, neighbour, DatapathMaps.NEIGHBOUR_PORT)
                .bigEndian16(R4)
                .store16(R1, UDP + Short.BYTES, R4)
                .mov(R4, length)
                .add(R4, FROM_UDP)
                .bigEndian16(R4)
                .store16(R1, UDP + Udp.LENGTH_OFFSET, R4)
                .store16(R1, UDP + Udp.CHECKSUM_OFFSET, 0);
    }

    private void writeVxlan() {
        asm.store32(R1, VXLAN, Snippets.network32(VxlanLayout.FLAG_VNI))
                .mov(R4, tunnelId)
                .shiftLeft(R4, VxlanLayout.VNI_SHIFT)
                .bigEndian32(R4)
                .store32(R1, VXLAN + VxlanLayout.VNI_OFFSET, R4)
                .load64(R4, R10, FIRST_BYTES)
                .store64(R1, INNER, R4)
                .load32(R4, R10, FIRST_BYTES + 8)
                .store32(R1, INNER + 8, R4)
                .load16(R4, R10, FIRST_BYTES + 12)
                .store16(R1, INNER + 12, R4);
    }

    private void leave() {
        for (int offset = 0; offset < NEXT_HOP_LENGTH; offset += Integer.BYTES) {
            asm.store32(R10, NEXT_HOP + offset, 0);
        }
        asm.store32(R10, NEXT_HOP, SocketConstants.AF_INET)
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_NEXT_HOP)
                .bigEndian32(R1)
                .store32(R10, NEXT_HOP + Integer.BYTES, R1)
                // As by the device: what it came in with is not what it leaves with.
                .mov(R1, 0)
                .store32(context, SkBuff.MARK_OFFSET, R1)
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_LINK)
                .mov(R2, R10)
                .add(R2, NEXT_HOP)
                .mov(R3, NEXT_HOP_LENGTH)
                .mov(R4, 0)
                .call(BPF_FUNC_redirect_neigh)
                .exit();
    }
}
