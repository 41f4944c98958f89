package weave.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.netlink.Nlattr;
import weave.linux.netlink.Nlmsghdr;

/**
 * Walks along attributes:
 *
 * <pre>{@code
 * while (attributes.next()) {
 *     switch (attributes.type()) {
 *         case IFLA_MTU -> mtu = attributes.asInt();
 *     }
 * }
 * }</pre>
 *
 * <p>Every method throws {@link MalformedMessageException} rather than read beyond an attribute.
 */
public final class AttributeReader {
    private final MemorySegment memory;
    private final long end;
    private long following;
    private int type;
    private long value;
    private int valueLength;

    /** Attributes from {@code start}, a multiple of four, up to {@code end}. */
    AttributeReader(MemorySegment memory, long start, long end) {
        this.memory = memory;
        this.following = start;
        this.end = end;
    }

    /** Steps to the first or the following attribute; false if there is none. */
    public boolean next() {
        long header = following;
        if (header >= end) {
            return false;
        }
        if (end - header < Nlattr.SIZE) {
            throw new MalformedMessageException((end - header) + " bytes after the attributes");
        }
        int length = Nlattr.nla_len(memory, header);
        if (length < Nlattr.SIZE || length > end - header) {
            throw new MalformedMessageException(
                    "an attribute of " + length + " bytes where " + (end - header) + " are left");
        }
        type = Nlattr.nla_type(memory, header) & NetlinkConstants.NLA_TYPE_MASK;
        value = header + Nlattr.SIZE;
        valueLength = length - (int) Nlattr.SIZE;
        following = header + Nlmsghdr.align(length);
        return true;
    }

    /** The type, without its flags. */
    public int type() {
        return type;
    }

    /** How many bytes the value has. */
    public int length() {
        return valueLength;
    }

    /** A value of one byte, unsigned. */
    public int asByte() {
        require(Byte.BYTES);
        return memory.get(JAVA_BYTE, value) & 0xFF;
    }

    /** A value of two bytes, unsigned. */
    public int asShort() {
        require(Short.BYTES);
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, value));
    }

    /** A value of two bytes, most significant first, unsigned. */
    public int asNetworkShort() {
        return Short.toUnsignedInt(Short.reverseBytes((short) asShort()));
    }

    /** A value of four bytes, most significant first. */
    public int asNetworkInt() {
        return Integer.reverseBytes(asInt());
    }

    /** A value of eight bytes. */
    public long asLong() {
        require(Long.BYTES);
        return memory.get(JAVA_LONG_UNALIGNED, value);
    }

    /** A value of eight bytes, most significant first. */
    public long asNetworkLong() {
        return Long.reverseBytes(asLong());
    }

    /** A value of four bytes. */
    public int asInt() {
        require(Integer.BYTES);
        return memory.get(JAVA_INT_UNALIGNED, value);
    }

    /** A value of six bytes as a number, the first byte being the most significant. */
    public long asMac() {
        require(6);
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << Byte.SIZE | memory.get(JAVA_BYTE, value + i) & 0xFF;
        }
        return mac;
    }

    /** An address of four or sixteen bytes. */
    public InetAddress asAddress() {
        try {
            return InetAddress.getByAddress(asBytes());
        } catch (UnknownHostException wrongLength) {
            throw new MalformedMessageException("an address of " + valueLength + " bytes");
        }
    }

    /** Text up to its first zero or the end of the value. */
    public String asString() {
        byte[] bytes = asBytes();
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** A copy of the value. */
    public byte[] asBytes() {
        return memory.asSlice(value, valueLength).toArray(JAVA_BYTE);
    }

    /** Where in {@link #memory} the value begins, a structure of at least {@code size} bytes. */
    public long structure(long size) {
        if (valueLength < size) {
            throw new MalformedMessageException(
                    "attribute " + type + " has " + valueLength + " bytes, less than " + size);
        }
        return value;
    }

    /** The memory that {@link #structure} is an offset into; not to be written to. */
    public MemorySegment memory() {
        return memory;
    }

    /** The attributes that the value consists of. */
    public AttributeReader nested() {
        return new AttributeReader(memory, value, value + valueLength);
    }

    private void require(int length) {
        if (valueLength != length) {
            throw new MalformedMessageException(
                    "attribute " + type + " has " + valueLength + " bytes instead of " + length);
        }
    }
}
