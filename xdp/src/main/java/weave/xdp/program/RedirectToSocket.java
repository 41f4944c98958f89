package weave.xdp.program;

import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.BpfConstants.XDP_REDIRECT;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_map_lookup_elem;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect_map;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_xdp_get_buff_len;
import static weave.linux.bpf.Condition.ANY_BIT_OF;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.GREATER;
import static weave.linux.bpf.Condition.LESS;
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

import java.util.Map;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.frame.Ipv6;
import weave.core.frame.Udp;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.Register;
import weave.linux.bpf.XdpMd;

/**
 * Only what is the overlay's goes to the socket of its queue: whole UDP datagrams to the control
 * port, which is sleeve's, or the one above, which is VXLAN's, of one of our addresses. Everything
 * else goes on to the kernel as it came, and so does that while the queue has no socket. Packets
 * that are ours but unusual (fragments, extension headers of IPv6) go on, too: the kernel gives
 * them to the ordinary UDP sockets. Checksums are left to who reads the socket.
 *
 * <pre>{@code
 * at = ctx->data;
 * if (14 bytes are not there)                     CUT_OFF
 * if (destination MAC is of a group)              TO_MANY
 * vlan = 0;
 * for (at most twice, while type is 0x8100 or 0x88A8)
 *     if (VLAN id != 0)                           // otherwise it only says a priority
 *         vlan = vlan << 16 | (type == 0x88A8) << 12 | VLAN id;
 * if (type is IPv4) {
 *     if (20 bytes are not there)                 CUT_OFF
 *     if (version != 4 || header < 20)            MALFORMED
 *     if (protocol != UDP)                        NOT_UDP
 *     if (fragment offset or more fragments)      FRAGMENT
 *     if (total length < header + 8)              MALFORMED
 * } else if (type is IPv6) {
 *     if (40 bytes are not there)                 CUT_OFF
 *     if (version != 6)                           MALFORMED
 *     if (next header is Fragment)                FRAGMENT
 *     if (next header != UDP)                     NOT_UDP
 *     if (payload length < 8)                     MALFORMED
 * } else                                          OF_OTHER_PROTOCOL
 * if (8 bytes are not there)                      CUT_OFF
 * if (port is neither)                            TO_OTHER_PORT
 * if (UDP length < 8 or beyond that of IP)        MALFORMED
 * if (addresses has not {destination, vlan})      TO_OTHER_ADDRESS
 * if (length of IP beyond the packet's)           MALFORMED
 * return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_PASS);
 * }</pre>
 *
 * <p>What "are not there" are bytes of the packet's first buffer; its length is that of all
 * buffers.
 *
 * <p>While it runs, R6 is the context, R7 the place it reads at, R8 the end of the first buffer, R9
 * first the VLAN, then the length of what follows the header of IP; of the stack it uses
 *
 * <pre>
 *   -24 key of an address   -28 key of a counter   -32 where the datagram of IP ends
 * </pre>
 */
public final class RedirectToSocket extends XdpProgram implements AutoCloseable {
    private static final int MAC_GROUP = 1;
    private static final int TYPE_LENGTH = 2;

    private static final int PROTOCOL_FRAGMENT = 44;

    /** More fragments follow, or others precede. */
    private static final int FRAGMENT_BITS = 0x3FFF;

    private static final int KEY = -24;
    private static final int COUNTER = -28;
    private static final int END = -32;

    private final OwnAddresses addresses = new OwnAddresses();
    private final OutcomeCounters outcomes;
    private final int controlPort;

    /**
     * Makes it, for no address yet.
     *
     * @param controlPort 1 to 65534
     * @throws weave.linux.LinuxException if the kernel refuses the maps
     */
    public RedirectToSocket(int controlPort) {
        this.controlPort = controlPort;
        try {
            outcomes = new OutcomeCounters();
        } catch (RuntimeException refused) {
            addresses.close();
            throw refused;
        }
    }

    @Override
    public String name() {
        return "weave_xdp";
    }

    /** Which packets are ours; may change while it is attached. */
    public OwnAddresses addresses() {
        return addresses;
    }

    /** What became of the packets so far, on all interfaces that it is attached to. */
    public Map<PacketOutcome, Long> outcomes() {
        return outcomes.counts();
    }

    /** Gives back what it has here; where it is attached it goes on with what it knows. */
    @Override
    public void close() {
        outcomes.close();
        addresses.close();
    }

    @Override
    BpfCode assemble(BpfMap sockets) {
        BpfAssembler asm = new BpfAssembler();
        ethernet(asm);
        ipv4(asm);
        ipv6(asm);
        udp(asm);
        redirect(asm, sockets);
        for (PacketOutcome outcome : PacketOutcome.values()) {
            if (outcome != PacketOutcome.REDIRECTED && outcome != PacketOutcome.WITHOUT_SOCKET) {
                asm.label(outcome.name()).mov(R9, outcome.ordinal()).jump("pass");
            }
        }
        return count(asm).exit().assemble();
    }

    /** Which network it is from, to R9 and the key; R7 comes to lie on the type of what follows. */
    private static void ethernet(BpfAssembler asm) {
        asm.mov(R6, R1).load32(R7, R6, XdpMd.DATA_OFFSET).load32(R8, R6, XdpMd.DATA_END_OFFSET);
        need(asm, Ethernet.HEADER_LENGTH);
        asm.load8(R1, R7, 0)
                .jumpIf(R1, ANY_BIT_OF, MAC_GROUP, PacketOutcome.TO_MANY.name())
                .mov(R9, 0)
                .add(R7, Ethernet.TYPE_OFFSET)
                .store32(R10, END, Ethernet.HEADER_LENGTH);
        for (int depth = 1; depth <= VlanTag.DEPTH_MAX; depth++) {
            tag(asm, depth);
        }
        type(asm).label("untagged").store32(R10, KEY + OwnAddresses.VLAN_OFFSET, R9);
        asm.add(R7, TYPE_LENGTH)
                .jumpIf(R2, EQUAL, Ethernet.TYPE_IPV6, "ipv6")
                .jumpIf(R2, NOT_EQUAL, Ethernet.TYPE_IPV4, PacketOutcome.OF_OTHER_PROTOCOL.name());
    }

    private static void tag(BpfAssembler asm, int depth) {
        type(asm)
                .mov(R4, 0)
                .jumpIf(R2, EQUAL, Ethernet.TYPE_VLAN, "tag" + depth)
                .mov(R4, VlanTag.SERVICE)
                .jumpIf(R2, NOT_EQUAL, Ethernet.TYPE_VLAN_SERVICE, "untagged")
                .label("tag" + depth);
        need(asm, Ethernet.VLAN_TAG_LENGTH + TYPE_LENGTH);
        asm.load16(R3, R7, TYPE_LENGTH)
                .bigEndian16(R3)
                .and(R3, VlanTag.ID_MASK)
                .add(R7, Ethernet.VLAN_TAG_LENGTH)
                .store32(R10, END, Ethernet.HEADER_LENGTH + depth * Ethernet.VLAN_TAG_LENGTH)
                .jumpIf(R3, EQUAL, 0, "tagged" + depth)
                .or(R3, R4)
                .shiftLeft(R9, VlanTag.BITS)
                .or(R9, R3)
                .label("tagged" + depth);
    }

    private static BpfAssembler type(BpfAssembler asm) {
        return asm.load16(R2, R7, 0).bigEndian16(R2);
    }

    /** Leads to "udp" with R7 on its header and R9 the length of it and of what follows. */
    private static void ipv4(BpfAssembler asm) {
        need(asm, Ipv4.HEADER_LENGTH_MIN);
        asm.load8(R2, R7, 0)
                .mov(R1, R2)
                .shiftRight(R1, 4)
                .jumpIf(R1, NOT_EQUAL, 4, PacketOutcome.MALFORMED.name())
                .and(R2, 0xF)
                .shiftLeft(R2, 2)
                .jumpIf(R2, LESS, Ipv4.HEADER_LENGTH_MIN, PacketOutcome.MALFORMED.name())
                .load8(R1, R7, 9)
                .jumpIf(R1, NOT_EQUAL, Ipv4.PROTOCOL_UDP, PacketOutcome.NOT_UDP.name())
                .load16(R1, R7, 6)
                .bigEndian16(R1)
                .jumpIf(R1, ANY_BIT_OF, FRAGMENT_BITS, PacketOutcome.FRAGMENT.name())
                .load16(R9, R7, 2)
                .bigEndian16(R9);
        ends(asm, R9);
        asm.mov(R1, R2)
                .add(R1, Udp.HEADER_LENGTH)
                .jumpIf(R9, LESS, R1, PacketOutcome.MALFORMED.name())
                .sub(R9, R2)
                .store64(R10, KEY, 0)
                .store64(R10, KEY + Long.BYTES, 0)
                .load32(R1, R7, 16)
                .store32(R10, KEY, R1)
                .store32(R10, KEY + OwnAddresses.VERSION_OFFSET, 4)
                .add(R7, R2)
                .jump("udp");
    }

    private static void ipv6(BpfAssembler asm) {
        asm.label("ipv6");
        need(asm, Ipv6.HEADER_LENGTH);
        asm.load8(R1, R7, 0)
                .shiftRight(R1, 4)
                .jumpIf(R1, NOT_EQUAL, 6, PacketOutcome.MALFORMED.name())
                .load8(R1, R7, 6)
                .jumpIf(R1, EQUAL, PROTOCOL_FRAGMENT, PacketOutcome.FRAGMENT.name())
                .jumpIf(R1, NOT_EQUAL, Ipv4.PROTOCOL_UDP, PacketOutcome.NOT_UDP.name())
                .load16(R9, R7, 4)
                .bigEndian16(R9)
                .jumpIf(R9, LESS, Udp.HEADER_LENGTH, PacketOutcome.MALFORMED.name())
                .mov(R2, R9)
                .add(R2, Ipv6.HEADER_LENGTH);
        ends(asm, R2);
        for (int at = 0; at < OwnAddresses.ADDRESS_LENGTH; at += Integer.BYTES) {
            asm.load32(R1, R7, 24 + at).store32(R10, KEY + at, R1);
        }
        asm.store32(R10, KEY + OwnAddresses.VERSION_OFFSET, 6).add(R7, Ipv6.HEADER_LENGTH);
    }

    private void udp(BpfAssembler asm) {
        asm.label("udp");
        need(asm, Udp.HEADER_LENGTH);
        asm.load16(R1, R7, 2)
                .bigEndian16(R1)
                .jumpIf(R1, EQUAL, controlPort, "ours")
                .jumpIf(R1, NOT_EQUAL, controlPort + 1, PacketOutcome.TO_OTHER_PORT.name())
                .label("ours")
                .load16(R1, R7, 4)
                .bigEndian16(R1)
                .jumpIf(R1, LESS, Udp.HEADER_LENGTH, PacketOutcome.MALFORMED.name())
                .jumpIf(R1, GREATER, R9, PacketOutcome.MALFORMED.name());
    }

    private void redirect(BpfAssembler asm, BpfMap sockets) {
        asm.mov(R2, R10)
                .add(R2, KEY)
                .loadMap(R1, addresses.map())
                .call(BPF_FUNC_map_lookup_elem)
                .jumpIf(R0, EQUAL, 0, PacketOutcome.TO_OTHER_ADDRESS.name())
                .mov(R1, R6)
                .call(BPF_FUNC_xdp_get_buff_len)
                .load32(R1, R10, END)
                .jumpIf(R1, GREATER, R0, PacketOutcome.MALFORMED.name())
                .load32(R2, R6, XdpMd.RX_QUEUE_INDEX_OFFSET)
                .loadMap(R1, sockets)
                .mov(R3, XDP_PASS)
                .call(BPF_FUNC_redirect_map)
                .mov(R7, R0)
                .mov(R9, PacketOutcome.REDIRECTED.ordinal())
                .jumpIf(R7, EQUAL, XDP_REDIRECT, "count")
                .mov(R9, PacketOutcome.WITHOUT_SOCKET.ordinal())
                .jump("count");
    }

    /** Counts the outcome in R9 and returns what is in R7. */
    private BpfAssembler count(BpfAssembler asm) {
        return asm.label("pass")
                .mov(R7, XDP_PASS)
                .label("count")
                .store32(R10, COUNTER, R9)
                .mov(R2, R10)
                .add(R2, COUNTER)
                .loadMap(R1, outcomes.map())
                .call(BPF_FUNC_map_lookup_elem)
                .jumpIf(R0, EQUAL, 0, "counted")
                .load64(R1, R0, 0)
                .add(R1, 1)
                .store64(R0, 0, R1)
                .label("counted")
                .mov(R0, R7);
    }

    /** As many bytes must follow R7. Changes R1. */
    private static void need(BpfAssembler asm, int length) {
        asm.mov(R1, R7).add(R1, length).jumpIf(R1, GREATER, R8, PacketOutcome.CUT_OFF.name());
    }

    /** The datagram of IP has a length: where that ends is noted. Changes R1. */
    private static void ends(BpfAssembler asm, Register length) {
        asm.load32(R1, R10, END).add(R1, length).store32(R10, END, R1);
    }
}
