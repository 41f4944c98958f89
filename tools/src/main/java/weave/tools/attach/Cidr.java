package weave.tools.attach;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address and how many of its bits the whole network shares.
 *
 * @param address IPv4 or IPv6, with what is behind the prefix
 */
public record Cidr(InetAddress address, int prefixLength) {
    /**
     * Reads {@code 10.32.0.1/12} or {@code fd00::1/64}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash > 0 && text.substring(slash + 1).matches("[0-9]{1,3}")) {
            try {
                InetAddress address = literal(text.substring(0, slash));
                int length = Integer.parseInt(text.substring(slash + 1));
                if (length > 0 && length <= address.getAddress().length * Byte.SIZE) {
                    return new Cidr(address, length);
                }
            } catch (IllegalArgumentException _) {
                // Refused like any other.
            }
        }
        throw new IllegalArgumentException(
                "\"" + text.replaceAll("\\p{Cntrl}", "?") + "\": want <address>/<prefix length>");
    }

    /** Java reads 10.1 as 10.0.0.1; here it is a mistake. */
    private static InetAddress literal(String text) {
        if (text.indexOf(':') < 0 && !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            throw new IllegalArgumentException(text);
        }
        return InetAddress.ofLiteral(text);
    }

    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** The network: the address with zeros behind the prefix. */
    public Cidr network() {
        byte[] bytes = address.getAddress();
        for (int bit = prefixLength; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        try {
            return new Cidr(InetAddress.getByAddress(bytes), prefixLength);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The address alone; of IPv6 in the short form. */
    public String addressText() {
        return isIpv4()
                ? address.getHostAddress()
                : address.getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::");
    }

    @Override
    public String toString() {
        return addressText() + "/" + prefixLength;
    }
}
