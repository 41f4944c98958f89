package weave.core.frame;

import org.agrona.DirectBuffer;

/**
 * What a frame is, as far as choosing its path goes: no frame at all, some Ethernet frame, or IPv4
 * without or with "don't fragment". Frames with a VLAN tag are just Ethernet.
 */
public final class FrameClass {
    /** Shorter than an Ethernet header. */
    public static final int MALFORMED = 0;

    public static final int ETHERNET = 1;
    public static final int IPV4 = 2;
    public static final int IPV4_DF = 3;

    private FrameClass() {}

    public static int of(DirectBuffer buffer, int offset, int length) {
        if (length < Ethernet.HEADER_LENGTH) {
            return MALFORMED;
        }
        if (Ethernet.type(buffer, offset) != Ethernet.TYPE_IPV4) {
            return ETHERNET;
        }
        int ip = offset + Ethernet.HEADER_LENGTH;
        if (Ipv4.packetLength(buffer, ip, length - Ethernet.HEADER_LENGTH) < 0) {
            return ETHERNET;
        }
        return Ipv4.dontFragment(buffer, ip) ? IPV4_DF : IPV4;
    }

    public static boolean isIpv4(int frameClass) {
        return frameClass >= IPV4;
    }
}
