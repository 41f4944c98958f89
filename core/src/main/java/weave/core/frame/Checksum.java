package weave.core.frame;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The Internet checksum, RFC 1071. A <em>sum</em> here is a ones' complement sum of 16-bit words in
 * the order of the wire, folded to 16 bits; sums of parts may be added with {@link #add} as long as
 * every part but the last has an even length. A checksum is the {@link #complement} of a sum.
 */
public final class Checksum {
    private static final long LOW = 0xFFFF_FFFFL;
    private static final boolean SWAPPED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int STRIDE = 32;

    private Checksum() {}

    /** The sum of {@code length} bytes. */
    public static int sum(DirectBuffer buffer, int offset, int length) {
        // Words of 16 bits may be added in any byte order and in any width, as long as no carry is
        // lost (RFC 1071, section 2): 32-bit halves into 64 bits lose none below 2^32 additions.
        long even = 0;
        long odd = 0;
        int at = offset;
        int end = offset + length;
        for (; end - at >= STRIDE; at += STRIDE) {
            long first = buffer.getLong(at);
            long second = buffer.getLong(at + 8);
            long third = buffer.getLong(at + 16);
            long fourth = buffer.getLong(at + 24);
            even += (first & LOW) + (second & LOW) + (third & LOW) + (fourth & LOW);
            odd += (first >>> 32) + (second >>> 32) + (third >>> 32) + (fourth >>> 32);
        }
        long total = even + odd + tail(buffer, at, end);
        int sum = fold(total);
        return SWAPPED ? Short.reverseBytes((short) sum) & 0xFFFF : sum;
    }

    /** The sum of two parts, or of a part and a 16-bit word. */
    public static int add(int sum, int other) {
        int total = sum + other;
        return (total & 0xFFFF) + (total >>> 16);
    }

    /** The sum without a part or a 16-bit word that was in it. */
    public static int subtract(int sum, int other) {
        return add(sum, ~other & 0xFFFF);
    }

    /** The sum and a 32-bit number. */
    public static int addInt(int sum, int value) {
        return add(add(sum, value >>> 16), value & 0xFFFF);
    }

    /** What goes into the checksum field. */
    public static int complement(int sum) {
        return ~sum & 0xFFFF;
    }

    /** The same for UDP, where 0 would mean that there is no checksum. */
    public static int complementNotZero(int sum) {
        int checksum = complement(sum);
        return checksum == 0 ? 0xFFFF : checksum;
    }

    /** The pseudo-header of TCP and UDP over IPv4, without the length. */
    public static int pseudoHeaderIpv4(DirectBuffer buffer, int ipOffset, int protocol) {
        return add(sum(buffer, ipOffset + Ipv4.SOURCE_OFFSET, 2 * Integer.BYTES), protocol);
    }

    /** The pseudo-header of TCP and UDP over IPv6, without the length. */
    public static int pseudoHeaderIpv6(DirectBuffer buffer, int ipOffset, int protocol) {
        return add(sum(buffer, ipOffset + Ipv6.SOURCE_OFFSET, 2 * Ipv6.ADDRESS_LENGTH), protocol);
    }

    private static long tail(DirectBuffer buffer, int from, int end) {
        long total = 0;
        int at = from;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long word = buffer.getLong(at);
            total += (word & LOW) + (word >>> 32);
        }
        if (end - at >= Integer.BYTES) {
            total += buffer.getInt(at) & LOW;
            at += Integer.BYTES;
        }
        if (end - at >= Short.BYTES) {
            total += buffer.getShort(at) & 0xFFFF;
            at += Short.BYTES;
        }
        if (end > at) {
            // An odd byte is the first of a word whose second is zero.
            int last = buffer.getByte(at) & 0xFF;
            total += SWAPPED ? last : last << 8;
        }
        return total;
    }

    private static int fold(long total) {
        long sum = (total & LOW) + (total >>> 32);
        sum = (sum & LOW) + (sum >>> 32);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (int) sum;
    }
}
