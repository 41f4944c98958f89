package weave.xdp.program;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A packet for tests: as it is made, one of UDP over IPv4 from a peer to our sleeve; every field
 * can be made another.
 */
final class OuterPacket {
    static final int CONTROL_PORT = 6783;

    /** Of a link; some that tests make are longer. */
    static final int MTU = 80;

    static final int CUSTOMER = 0x8100;
    static final int SERVICE = 0x88A8;
    static final int UDP = 17;
    static final int DONT_FRAGMENT = 0x4000;

    private static final byte[] IPV4_SOURCE = {10, 0, 0, 2};

    int macFirst = 0x02;

    /** From the outer one: its type in the upper and its priority and id in the lower half. */
    int[] tags = {};

    /** -1 for what belongs to the destination. */
    int type = -1;

    byte[] destination = {10, 0, 0, 1};

    /** -1 for what belongs to the destination. */
    int version = -1;

    /** Of IPv4, in words of four bytes; also how many there are. */
    int headerWords = 5;

    int protocol = UDP;
    int fragment = DONT_FRAGMENT;
    int port = CONTROL_PORT;
    int payload = 26;

    /** How much longer the headers say it is than it is. */
    int lengthError;

    int udpLengthError;

    /** Whether its checksum is left to be computed, as a sender does that expects a NIC to. */
    boolean incomplete;

    /** Bytes behind the datagram. */
    int padding;

    /** Makes some addresses the program's own: untagged and in VLANs. */
    static void own(OwnAddresses addresses) {
        VlanTag customer = new VlanTag(false, 5);
        VlanTag service = new VlanTag(true, 7);
        addresses.add(of("10.0.0.1"), List.of());
        addresses.add(of("2001:db8::1"), List.of());
        addresses.add(of("10.0.0.2"), List.of(customer));
        addresses.add(of("2001:db8::2"), List.of(service));
        addresses.add(of("10.0.0.3"), List.of(service, customer));
    }

    /** The bytes of an address. */
    static byte[] address(String text) {
        return of(text).getAddress();
    }

    private static InetAddress of(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static int tag(int type, int control) {
        return type << 16 | control;
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(256 + payload + padding);
        out.put((byte) macFirst).put(new byte[] {0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        for (int tag : tags) {
            out.putInt(tag);
        }
        boolean isIpv6 = destination.length == 16;
        out.putShort((short) (type >= 0 ? type : isIpv6 ? 0x86DD : 0x0800));
        int nibble = version >= 0 ? version : isIpv6 ? 6 : 4;
        if (isIpv6) {
            out.putInt(nibble << 28)
                    .putShort((short) (8 + payload + lengthError))
                    .put((byte) protocol)
                    .put((byte) 64)
                    .put(new byte[16])
                    .put(destination);
        } else {
            int optionLength = Math.max(0, headerWords - 5) * 4;
            out.put((byte) (nibble << 4 | headerWords))
                    .put((byte) 0)
                    .putShort((short) (28 + optionLength + payload + lengthError))
                    .putShort((short) 0)
                    .putShort((short) fragment)
                    .put((byte) 64)
                    .put((byte) protocol)
                    .putShort((short) 0)
                    .put(IPV4_SOURCE)
                    .put(destination)
                    .put(new byte[optionLength]);
        }
        int udpLength = 8 + payload + udpLengthError & 0xFFFF;
        out.putShort((short) 40_000)
                .putShort((short) port)
                .putShort((short) udpLength)
                .putShort((short) (incomplete ? pseudoHeaderSum(udpLength) : 0))
                .put(new byte[payload + padding]);
        return Arrays.copyOf(out.array(), out.position());
    }

    private int pseudoHeaderSum(int udpLength) {
        byte[] source = destination.length == 16 ? new byte[16] : IPV4_SOURCE;
        return pseudoHeaderSum(source, destination, udpLength);
    }

    /** What is in the place of a checksum that is yet to be computed (RFC 768). */
    static int pseudoHeaderSum(byte[] source, byte[] destination, int udpLength) {
        long sum = UDP + udpLength;
        for (byte[] address : List.of(source, destination)) {
            for (int i = 0; i < address.length; i += 2) {
                sum += (address[i] & 0xFF) << 8 | address[i + 1] & 0xFF;
            }
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) sum;
    }
}
