package weave.xdp.port;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import weave.core.frame.Checksum;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.frame.Udp;

/**
 * Writes what lies before the payload of a datagram on an Ethernet; all numbers big-endian. {@link
 * OuterDecoder} reads it.
 *
 * <pre>
 *   0          14                       34             42
 *   +----------+------------------------+--------------+---------
 *   | Ethernet | IPv4, without options  | UDP          | payload
 *   +----------+------------------------+--------------+---------
 * </pre>
 *
 * Methods take the offset of the frame.
 */
final class OuterHeaders {
    /** Of all three headers, in bytes. */
    static final int LENGTH = Ethernet.HEADER_LENGTH + Ipv4.HEADER_LENGTH_MIN + Udp.HEADER_LENGTH;

    /** What an IP packet has more than its payload of UDP. */
    static final int IP_OVERHEAD = LENGTH - Ethernet.HEADER_LENGTH;

    static final int IP_OFFSET = Ethernet.HEADER_LENGTH;
    static final int UDP_OFFSET = IP_OFFSET + Ipv4.HEADER_LENGTH_MIN;

    /** Version 4, five words of header, no type of service; the total length follows. */
    private static final int FIRST_BYTES = 0x4500_0000;

    /** As hosts do by default (RFC 1700). */
    private static final int TIME_TO_LIVE = 64;

    private static final int TIME_TO_LIVE_AND_PROTOCOL = TIME_TO_LIVE << 8 | Ipv4.PROTOCOL_UDP;

    private OuterHeaders() {}

    /** Writes the addresses and the type of the frame. */
    static void putEthernet(
            MutableDirectBuffer buffer, int offset, long sourceMac, long destinationMac) {
        Ethernet.putDestination(buffer, offset, destinationMac);
        Ethernet.putSource(buffer, offset, sourceMac);
        Ethernet.putType(buffer, offset, Ethernet.TYPE_IPV4);
    }

    /**
     * Writes the header of IP with its checksum.
     *
     * @param payloadLength of the datagram, in bytes
     * @param identification 16 bits; of no use with DF
     */
    static void putIp(
            MutableDirectBuffer buffer,
            int offset,
            int source,
            int destination,
            int payloadLength,
            int identification,
            boolean dontFragment) {
        int ip = offset + IP_OFFSET;
        int first = FIRST_BYTES | IP_OVERHEAD + payloadLength;
        int second = identification << Short.SIZE | (dontFragment ? Ipv4.FLAG_DF : 0);
        int third = TIME_TO_LIVE_AND_PROTOCOL << Short.SIZE;
        int sum = Checksum.addInt(0, first);
        sum = Checksum.addInt(sum, second);
        sum = Checksum.addInt(sum, third);
        sum = Checksum.addInt(sum, source);
        sum = Checksum.addInt(sum, destination);
        putInt(buffer, ip, first);
        putInt(buffer, ip + Ipv4.IDENTIFICATION_OFFSET, second);
        putInt(buffer, ip + Ipv4.TIME_TO_LIVE_OFFSET, third | Checksum.complement(sum));
        putInt(buffer, ip + Ipv4.SOURCE_OFFSET, source);
        putInt(buffer, ip + Ipv4.DESTINATION_OFFSET, destination);
    }

    /**
     * Writes the header of UDP, where the checksum is for now that of the pseudo-header, not
     * complemented: what who completes it expects to find there.
     *
     * @param source our IPv4 address
     * @param destination the other's
     */
    static void putUdp(
            MutableDirectBuffer buffer,
            int offset,
            int source,
            int sourcePort,
            int destination,
            int destinationPort,
            int payloadLength) {
        int udp = offset + UDP_OFFSET;
        int length = Udp.HEADER_LENGTH + payloadLength;
        int pseudoHeader = Checksum.addInt(Checksum.addInt(0, source), destination);
        pseudoHeader = Checksum.add(Checksum.add(pseudoHeader, Ipv4.PROTOCOL_UDP), length);
        putInt(buffer, udp, sourcePort << Short.SIZE | destinationPort);
        putInt(buffer, udp + Udp.LENGTH_OFFSET, length << Short.SIZE | pseudoHeader);
    }

    /** Completes the checksum that {@link #putUdp} has begun; the payload is there. */
    static void completeChecksum(MutableDirectBuffer buffer, int offset, int payloadLength) {
        int udp = offset + UDP_OFFSET;
        int sum = Checksum.sum(buffer, udp, Udp.HEADER_LENGTH + payloadLength);
        buffer.putShort(
                udp + Udp.CHECKSUM_OFFSET,
                (short) Checksum.complementNotZero(sum),
                ByteOrder.BIG_ENDIAN);
    }

    private static void putInt(MutableDirectBuffer buffer, int at, int value) {
        buffer.putInt(at, value, ByteOrder.BIG_ENDIAN);
    }
}
