package weave.core.fastdp;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What lies before a frame that the kernel received in VXLAN and leaves to user space: where it
 * came from. All fields are big-endian.
 *
 * <pre>
 *   | magic (4) | tunnel id (4) | sender's IPv4 address (4) | our UDP port (4) | Ethernet frame |
 * </pre>
 */
public final class Upcall {
    /** Bytes before the frame. */
    public static final int HEADER_LENGTH = 16;

    /** A kernel may send other things out of a device; none of them begins so. */
    public static final int MAGIC = 0x0277_6476;

    public static final int TUNNEL_ID_OFFSET = 4;
    public static final int ADDRESS_OFFSET = 8;
    public static final int PORT_OFFSET = 12;

    private Upcall() {}

    /** Whether {@code length} bytes at {@code offset} are one, untrusted. */
    public static boolean isWhole(DirectBuffer buffer, int offset, int length) {
        return length >= HEADER_LENGTH && buffer.getInt(offset, ByteOrder.BIG_ENDIAN) == MAGIC;
    }

    /** The network identifier, {@link VxlanLayout#tunnelId(int, int)}; untrusted. */
    public static int tunnelId(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + TUNNEL_ID_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    /** The IPv4 address of the host that sent it. */
    public static int address(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + ADDRESS_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    /** The UDP port at which it was received. */
    public static int port(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + PORT_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    /** For kernels whose upcalls come in another form. */
    public static void write(
            MutableDirectBuffer buffer, int offset, int tunnelId, int address, int port) {
        buffer.putInt(offset, MAGIC, ByteOrder.BIG_ENDIAN);
        buffer.putInt(offset + TUNNEL_ID_OFFSET, tunnelId, ByteOrder.BIG_ENDIAN);
        buffer.putInt(offset + ADDRESS_OFFSET, address, ByteOrder.BIG_ENDIAN);
        buffer.putInt(offset + PORT_OFFSET, port, ByteOrder.BIG_ENDIAN);
    }
}
