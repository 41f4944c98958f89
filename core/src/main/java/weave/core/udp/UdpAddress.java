package weave.core.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 address and UDP port packed into a {@code long}, so that agents compare and carry it
 * without objects: {@code ip << 16 | port}, both in network order of significance. 0 is no address.
 */
public final class UdpAddress {
    /** Not known yet. */
    public static final long NONE = 0;

    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = 0xFFFF;

    private UdpAddress() {}

    /** From the four bytes of an IPv4 address, most significant first, and a port. */
    public static long pack(int ip, int port) {
        return (ip & 0xFFFF_FFFFL) << PORT_BITS | port & PORT_MASK;
    }

    /** From Java's form; {@link #NONE} for {@code null} and for what is not IPv4. */
    public static long pack(InetSocketAddress address) {
        if (address == null || !(address.getAddress() instanceof Inet4Address ip)) {
            return NONE;
        }
        return pack(ipOf(ip), address.getPort());
    }

    /** The four bytes of an IPv4 address as a number, most significant first. */
    public static int ipOf(Inet4Address address) {
        byte[] b = address.getAddress();
        return (b[0] & 0xFF) << 24 | (b[1] & 0xFF) << 16 | (b[2] & 0xFF) << 8 | b[3] & 0xFF;
    }

    /** The other way round. */
    public static Inet4Address inetOf(int ip) {
        byte[] bytes = {(byte) (ip >>> 24), (byte) (ip >>> 16), (byte) (ip >>> 8), (byte) ip};
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an IPv4 address", e);
        }
    }

    public static int ip(long packed) {
        return (int) (packed >>> PORT_BITS);
    }

    public static int port(long packed) {
        return (int) packed & PORT_MASK;
    }

    /** Java's form, for pages and logs; {@code null} for {@link #NONE}. */
    public static InetSocketAddress unpack(long packed) {
        return packed == NONE ? null : new InetSocketAddress(inetOf(ip(packed)), port(packed));
    }

    /** {@code 10.0.0.1:6783}, for pages and logs. */
    public static String format(long packed) {
        int ip = ip(packed);
        return (ip >>> 24)
                + "."
                + (ip >>> 16 & 0xFF)
                + "."
                + (ip >>> 8 & 0xFF)
                + "."
                + (ip & 0xFF)
                + ":"
                + port(packed);
    }
}
