package weave.xdp.program;

import static weave.linux.bpf.Condition.ANY_BIT_OF;
import static weave.linux.bpf.Condition.EQUAL;
import static weave.linux.bpf.Condition.GREATER;
import static weave.linux.bpf.Condition.LESS;
import static weave.linux.bpf.Condition.NOT_EQUAL;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R10;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R3;
import static weave.linux.bpf.Register.R4;
import static weave.linux.bpf.Register.R6;
import static weave.linux.bpf.Register.R7;
import static weave.linux.bpf.Register.R8;
import static weave.linux.bpf.Register.R9;

import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.frame.Ipv6;
import weave.core.frame.Udp;
import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.Register;
import weave.linux.bpf.XdpMd;

/**
 * The first part of {@link RedirectToSocket}: finds the header of UDP behind those of Ethernet,
 * VLAN, and IPv4 or IPv6, and goes to the label of a {@link PacketOutcome} if there is none. Where
 * its instructions end, R7 points to that header and R9 says how many bytes IP has from there on;
 * on the stack are the key of the destination's address, where the datagram of IP ends, and the sum
 * of the addresses.
 */
final class HeaderParser {
    /** On the stack: the key of an address, as {@link OwnAddresses} has it. */
    static final int KEY = -24;

    /** On the stack: where the datagram of IP ends, from the start of the packet. */
    static final int END = -32;

    /** On the stack: the sum of both addresses of IP, in words of four bytes as they lie. */
    static final int SUM = -40;

    private static final int MAC_GROUP = 1;
    private static final int TYPE_LENGTH = 2;

    private static final int PROTOCOL_FRAGMENT = 44;

    /** More fragments follow, or others precede. */
    private static final int FRAGMENT_BITS = 0x3FFF;

    private HeaderParser() {}

    static void parse(BpfAssembler asm) {
        ethernet(asm);
        ipv4(asm);
        ipv6(asm);
        asm.label("udp");
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
                .load32(R3, R7, 12)
                .add(R1, R3)
                .store64(R10, SUM, R1)
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
        asm.mov(R2, 0);
        for (int at = 0; at < OwnAddresses.ADDRESS_LENGTH; at += Integer.BYTES) {
            asm.load32(R1, R7, 24 + at)
                    .store32(R10, KEY + at, R1)
                    .add(R2, R1)
                    .load32(R1, R7, 8 + at)
                    .add(R2, R1);
        }
        asm.store64(R10, SUM, R2)
                .store32(R10, KEY + OwnAddresses.VERSION_OFFSET, 6)
                .add(R7, Ipv6.HEADER_LENGTH);
    }

    /** As many bytes must follow R7. Changes R1. */
    static void need(BpfAssembler asm, int length) {
        asm.mov(R1, R7).add(R1, length).jumpIf(R1, GREATER, R8, PacketOutcome.CUT_OFF.name());
    }

    /** The datagram of IP has a length: where that ends is noted. Changes R1. */
    private static void ends(BpfAssembler asm, Register length) {
        asm.load32(R1, R10, END).add(R1, length).store32(R10, END, R1);
    }
}
