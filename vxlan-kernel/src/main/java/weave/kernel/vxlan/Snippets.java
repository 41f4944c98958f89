package weave.kernel.vxlan;

import static weave.linux.bpf.BpfHelpers.BPF_FUNC_map_lookup_elem;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect_peer;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_change_type;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_skb_set_tunnel_key;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.GREATER;
import static weave.linux.bpf.Condition.NOT_EQUAL;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R10;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R3;
import static weave.linux.bpf.Register.R4;

import java.nio.ByteOrder;
import weave.core.fastdp.VxlanLayout;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.BpfTunnelKey;
import weave.linux.bpf.Register;
import weave.linux.bpf.SkBuff;

/**
 * What several programs do. Of the stack they use
 *
 * <pre>
 *   -8 key of a MAC   -12 key of an array   -64 to -20 tunnel key
 * </pre>
 */
final class Snippets {
    /** Go on as if there were no program ({@code <linux/pkt_cls.h>}). */
    static final int TC_ACT_OK = 0;

    static final int TC_ACT_SHOT = 2;

    static final int MAC_KEY = -8;
    static final int INDEX_KEY = -12;
    static final int TUNNEL_KEY = -64;

    private static final int ETHERNET_HEADER_LENGTH = 14;
    private static final int SOURCE_MAC_OFFSET = 6;
    private static final int MAC_SPARE_BITS = 16;
    static final int PACKET_HOST = 0;

    /** Of a MAC as a key; of groups, broadcast among them. */
    static final int MULTICAST = 1;

    private Snippets() {}

    /** As a load from the packet sees it. */
    static int network16(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? value
                : Short.reverseBytes((short) value) & 0xFFFF;
    }

    static int network32(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? value
                : Integer.reverseBytes(value);
    }

    /** The packet's beginning in {@code data}; a jump if there is no Ethernet header there. */
    static void ethernet(BpfAssembler asm, Register context, Register data, String shorter) {
        asm.load32(data, context, SkBuff.DATA_OFFSET)
                .load32(R3, context, SkBuff.DATA_END_OFFSET)
                .mov(R2, data)
                .add(R2, ETHERNET_HEADER_LENGTH)
                .jumpIf(R2, GREATER, R3, shorter);
    }

    /** The destination MAC as a key in {@code mac}, from the bytes at {@code data}. */
    static void destinationMac(BpfAssembler asm, Register mac, Register data) {
        asm.load64(mac, data, 0).shiftLeft(mac, MAC_SPARE_BITS).shiftRight(mac, MAC_SPARE_BITS);
    }

    static void sourceMac(BpfAssembler asm, Register mac, Register data) {
        asm.load64(mac, data, SOURCE_MAC_OFFSET)
                .shiftLeft(mac, MAC_SPARE_BITS)
                .shiftRight(mac, MAC_SPARE_BITS);
    }

    /** Looks up a MAC; the entry is in R0, or a jump. */
    static void findMac(BpfAssembler asm, DatapathMaps maps, Register mac, String unknown) {
        asm.store64(R10, MAC_KEY, mac)
                .mov(R2, R10)
                .add(R2, MAC_KEY)
                .loadMap(R1, maps.macs())
                .call(BPF_FUNC_map_lookup_elem)
                .jumpIf(R0, EQUAL, 0, unknown);
    }

    /**
     * Delivers the packet and returns from the program: into the namespace of the interface in
     * {@code target} or, from the label "port" on, out of it.
     */
    static void deliver(BpfAssembler asm, Register context, Register target) {
        // It was addressed to a stranger as long as it was the vxlan device's.
        asm.mov(R1, context)
                .mov(R2, PACKET_HOST)
                .call(BPF_FUNC_skb_change_type)
                .mov(R1, target)
                .mov(R2, 0)
                .call(BPF_FUNC_redirect_peer)
                .exit()
                .label("port")
                .mov(R1, target)
                .mov(R2, 0)
                .call(BPF_FUNC_redirect)
                .exit();
    }

    /**
     * The short id of its source in {@code source}, if {@link SteeringProgram} has taken it from
     * the packet, or a jump. Changes R1.
     */
    static void steeredSource(
            BpfAssembler asm, Register context, Register source, String notSteered) {
        asm.load32(source, context, SkBuff.PRIORITY_OFFSET)
                .mov(R1, source)
                .and(R1, ~VxlanLayout.SHORT_ID_MASK)
                .jumpIf32(R1, NOT_EQUAL, SteeringProgram.MARK, notSteered)
                .and(source, VxlanLayout.SHORT_ID_MASK)
                .mov(R1, 0)
                .store32(context, SkBuff.PRIORITY_OFFSET, R1);
    }

    /** Looks up an element of an array; it is in R0, or a jump if there is none. */
    static void element(BpfAssembler asm, BpfMap array, Register index, String missing) {
        asm.store32(R10, INDEX_KEY, index)
                .mov(R2, R10)
                .add(R2, INDEX_KEY)
                .loadMap(R1, array)
                .call(BPF_FUNC_map_lookup_elem)
                .jumpIf(R0, EQUAL, 0, missing);
    }

    /**
     * Sends the packet to the neighbour whose entry is in {@code neighbour} and returns from the
     * program; a jump if that cannot be.
     */
    static void send(
            BpfAssembler asm,
            Register context,
            Register neighbour,
            Register tunnelId,
            int keyLength,
            String refused) {
        for (int offset = 0; offset < keyLength; offset += Integer.BYTES) {
            asm.store32(R10, TUNNEL_KEY + offset, 0);
        }
        asm.store32(R10, TUNNEL_KEY + BpfTunnelKey.TUNNEL_ID_OFFSET, tunnelId)
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_IP)
                .store32(R10, TUNNEL_KEY + BpfTunnelKey.REMOTE_IPV4_OFFSET, R1)
                .store8(R10, TUNNEL_KEY + BpfTunnelKey.TUNNEL_TTL_OFFSET, DirectSending.TTL);
        asm.mov(R1, context)
                .mov(R2, R10)
                .add(R2, TUNNEL_KEY)
                .mov(R3, keyLength)
                .mov(R4, BpfConstants.BPF_F_ZERO_CSUM_TX | BpfConstants.BPF_F_DONT_FRAGMENT)
                .call(BPF_FUNC_skb_set_tunnel_key)
                .jumpIf(R0, NOT_EQUAL, 0, refused)
                // The mark of what it came in is not the mark of what it leaves in.
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_MARK)
                .store32(context, SkBuff.MARK_OFFSET, R1)
                .load32(R1, neighbour, DatapathMaps.NEIGHBOUR_DEVICE)
                .mov(R2, 0)
                .call(BPF_FUNC_redirect)
                .exit();
    }

    /** Counts the packet for the peer whose short id is in {@code peer}. Changes R0 to R5. */
    static void count(
            BpfAssembler asm,
            DatapathMaps maps,
            Register context,
            Register peer,
            int framesOffset,
            String uncounted) {
        element(asm, maps.traffic(), peer, uncounted);
        asm.load64(R1, R0, framesOffset)
                .add(R1, 1)
                .store64(R0, framesOffset, R1)
                .load32(R2, context, SkBuff.LEN_OFFSET)
                .load64(R1, R0, framesOffset + Long.BYTES)
                .add(R1, R2)
                .store64(R0, framesOffset + Long.BYTES, R1)
                .label(uncounted);
    }
}
