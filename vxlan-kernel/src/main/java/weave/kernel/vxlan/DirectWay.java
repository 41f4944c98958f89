package weave.kernel.vxlan;

import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;

/**
 * How frames to a neighbour leave by {@link DirectSending}.
 *
 * @param link the index of the link; 0 if they do not leave that way
 * @param udpPort of VXLAN at the neighbour
 * @param source our address there, IPv4
 * @param nextHop the neighbour's address, or the router's on the way to it, IPv4
 * @param lengthMax of a frame, its Ethernet header included, so that the link carries it
 */
record DirectWay(int link, int udpPort, int source, int nextHop, int lengthMax) {
    static final DirectWay NONE = new DirectWay(0, 0, 0, 0, 0);

    /** What is in the IPv4 header of all packets: version and length, DF, TTL and protocol. */
    private static final int CONSTANT_SUM =
            0x4500 + Ipv4.FLAG_DF + (DirectSending.TTL << Byte.SIZE | Ipv4.PROTOCOL_UDP);

    /** By a link with this MTU. */
    static DirectWay by(int link, int mtu, int udpPort, int source, int nextHop) {
        int lengthMax = mtu + Ethernet.HEADER_LENGTH - VxlanLayout.OVERHEAD;
        return new DirectWay(link, udpPort, source, nextHop, lengthMax);
    }

    /** What the words of the IPv4 header to a neighbour sum up to, but for those that vary. */
    int sum(int destination) {
        return CONSTANT_SUM + words(source) + words(destination);
    }

    private static int words(int ip) {
        return (ip >>> Short.SIZE) + (ip & 0xFFFF);
    }
}
