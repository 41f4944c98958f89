package weave.bench.xdp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;

/** A frame that is sent over and over. */
final class TestFrame {
    /** The port of sleeve. */
    static final int PORT = 6783;

    /** Ours and the source's, of those that are for documentation (RFC 5737). */
    static final InetAddress OWN_ADDRESS = address(1);

    private static final InetAddress SOURCE_ADDRESS = address(2);

    private static final int TTL = 64;

    /** An experimental type, which nobody takes. */
    private static final int TYPE = 0x88B5;

    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final byte[] OWN_MAC = {2, 0, 0, 0, 0, 2};
    private static final byte[] SOURCE_MAC = {2, 0, 0, 0, 0, 1};

    /** What a container sends to. */
    static final long DESTINATION = 0x0200_0000_0003L;

    private TestFrame() {}

    /** A container's, of a protocol that nobody looks into. */
    static byte[] container(int length) {
        return ByteBuffer.allocate(length)
                .putShort((short) (DESTINATION >>> Integer.SIZE))
                .putInt((int) DESTINATION)
                .put(SOURCE_MAC)
                .putShort((short) TYPE)
                .array();
    }

    /** As a number. */
    static int ip(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    /** One to everybody that nobody understands. */
    static byte[] unknown(int length) {
        return ByteBuffer.allocate(length)
                .put(BROADCAST)
                .put(SOURCE_MAC)
                .putShort((short) TYPE)
                .array();
    }

    /** One for {@link #OWN_ADDRESS}, as far as the program looks; it has no checksums. */
    static byte[] overlay(int length) {
        int datagramLength = length - Ethernet.HEADER_LENGTH;
        return ByteBuffer.allocate(length)
                .put(OWN_MAC)
                .put(SOURCE_MAC)
                .putShort((short) Ethernet.TYPE_IPV4)
                .putShort((short) 0x4500)
                .putShort((short) datagramLength)
                .putShort((short) 0)
                .putShort((short) Ipv4.FLAG_DF)
                .put((byte) TTL)
                .put((byte) Ipv4.PROTOCOL_UDP)
                .putShort((short) 0)
                .put(SOURCE_ADDRESS.getAddress())
                .put(OWN_ADDRESS.getAddress())
                .putShort((short) PORT)
                .putShort((short) PORT)
                .putShort((short) (datagramLength - Ipv4.HEADER_LENGTH_MIN))
                .array();
    }

    private static InetAddress address(int host) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
