package weave.xdp.program;

import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.BpfConstants.XDP_REDIRECT;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_map_lookup_elem;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect_map;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_xdp_get_buff_len;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.GREATER;
import static weave.linux.bpf.Condition.LESS;
import static weave.linux.bpf.Condition.NOT_EQUAL;
import static weave.linux.bpf.Register.R0;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R10;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R3;
import static weave.linux.bpf.Register.R6;
import static weave.linux.bpf.Register.R7;
import static weave.linux.bpf.Register.R9;

import java.util.Map;
import weave.core.frame.Ipv4;
import weave.core.frame.Udp;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.XdpMd;

/**
 * Only what is the overlay's goes to the socket of its queue: whole UDP datagrams to the control
 * port, which is sleeve's, or the one above, which is VXLAN's if the kernel does not serve that, of
 * one of our addresses. Everything else goes on to the kernel as it came, and so does that while
 * the queue has no socket. Packets that are ours but unusual (fragments, extension headers of IPv6)
 * go on, too: the kernel gives them to the ordinary UDP sockets. Checksums are left to who reads
 * the socket.
 *
 * <p>In generic mode several datagrams may come as one: joined by the kernel before the program
 * runs, or left uncut by a sender on the same machine. The program does not see that, nor where one
 * ends; but they are longer than the link takes, or their checksum is not complete, it is the
 * pseudo-header's sum alone (never so in VXLAN, most of which has none). With {@link #onlyWhole}
 * such packets go on to the kernel, which gives those of sleeve to the sockets one by one.
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
 * if (IP has more than payloadMax behind its header
 *     or checksum is the pseudo-header's sum)     INCOMPLETE      // if onlyWhole
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
 *   -40 sum of IP's addresses
 * </pre>
 */
public final class RedirectToSocket extends XdpProgram implements AutoCloseable {
    /** What the kernel calls it. */
    public static final String NAME = "weave_xdp";

    private static final int COUNTER = -28;
    private static final int ANY = -1;

    private final OwnAddresses addresses = new OwnAddresses();
    private final OutcomeCounters outcomes;
    private final int controlPort;
    private final boolean withVxlan;

    /** What a whole packet has behind the header of IP at most; {@link #ANY} for no limit. */
    private final int payloadMax;

    /**
     * Makes it, for no address yet.
     *
     * @param controlPort 1 to 65534
     * @param withVxlan whether the port above is served here, too
     * @throws weave.linux.LinuxException if the kernel refuses the maps
     */
    public RedirectToSocket(int controlPort, boolean withVxlan) {
        this(controlPort, withVxlan, ANY);
    }

    /**
     * Makes one that lets packets go on to the kernel that may be several in one, for no address
     * yet.
     *
     * @param mtu of the interface, in bytes
     * @throws weave.linux.LinuxException if the kernel refuses the maps
     */
    public static RedirectToSocket onlyWhole(int controlPort, boolean withVxlan, int mtu) {
        return new RedirectToSocket(controlPort, withVxlan, mtu - Ipv4.HEADER_LENGTH_MIN);
    }

    private RedirectToSocket(int controlPort, boolean withVxlan, int payloadMax) {
        this.controlPort = controlPort;
        this.withVxlan = withVxlan;
        this.payloadMax = payloadMax;
        try {
            outcomes = new OutcomeCounters();
        } catch (RuntimeException refused) {
            addresses.close();
            throw refused;
        }
    }

    @Override
    public String name() {
        return NAME;
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
        HeaderParser.parse(asm);
        ports(asm);
        redirect(asm, sockets);
        for (PacketOutcome outcome : PacketOutcome.values()) {
            if (isJumpedTo(outcome)) {
                asm.label(outcome.name()).mov(R9, outcome.ordinal()).jump("pass");
            }
        }
        return count(asm).exit().assemble();
    }

    /** The verifier refuses what cannot be reached. */
    private boolean isJumpedTo(PacketOutcome outcome) {
        return switch (outcome) {
            case REDIRECTED, WITHOUT_SOCKET -> false;
            case INCOMPLETE -> payloadMax != ANY;
            default -> true;
        };
    }

    /** Which datagrams of UDP are ours, as far as they say themselves. */
    private void ports(BpfAssembler asm) {
        int lastPort = withVxlan ? controlPort + 1 : controlPort;
        HeaderParser.need(asm, Udp.HEADER_LENGTH);
        asm.load16(R1, R7, 2)
                .bigEndian16(R1)
                .jumpIf(R1, EQUAL, controlPort, "ours")
                .jumpIf(R1, NOT_EQUAL, lastPort, PacketOutcome.TO_OTHER_PORT.name())
                .label("ours")
                .load16(R1, R7, 4)
                .bigEndian16(R1)
                .jumpIf(R1, LESS, Udp.HEADER_LENGTH, PacketOutcome.MALFORMED.name())
                .jumpIf(R1, GREATER, R9, PacketOutcome.MALFORMED.name());
        if (payloadMax != ANY) {
            asm.jumpIf(R9, GREATER, payloadMax, PacketOutcome.INCOMPLETE.name());
            complete(asm);
        }
    }

    /** As sums of one's complement (RFC 1071) are: whichever way round the bytes are read. */
    private static void complete(BpfAssembler asm) {
        asm.load64(R1, R10, HeaderParser.SUM)
                .load16(R2, R7, Udp.LENGTH_OFFSET)
                .add(R1, R2)
                .mov(R2, Ipv4.PROTOCOL_UDP)
                .bigEndian16(R2)
                .add(R1, R2);
        for (int bits : new int[] {32, 16, 16, 16}) {
            asm.mov(R2, R1).shiftRight(R2, bits);
            asm.shiftLeft(R1, Long.SIZE - bits).shiftRight(R1, Long.SIZE - bits).add(R1, R2);
        }
        asm.load16(R2, R7, Udp.CHECKSUM_OFFSET)
                .jumpIf(R1, EQUAL, R2, PacketOutcome.INCOMPLETE.name());
    }

    private void redirect(BpfAssembler asm, BpfMap sockets) {
        asm.mov(R2, R10)
                .add(R2, HeaderParser.KEY)
                .loadMap(R1, addresses.map())
                .call(BPF_FUNC_map_lookup_elem)
                .jumpIf(R0, EQUAL, 0, PacketOutcome.TO_OTHER_ADDRESS.name())
                .mov(R1, R6)
                .call(BPF_FUNC_xdp_get_buff_len)
                .load32(R1, R10, HeaderParser.END)
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
}
