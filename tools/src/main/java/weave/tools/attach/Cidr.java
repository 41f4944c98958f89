package weave.tools.attach;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

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

    /**
     * An address alone. Java reads 10.1 as 10.0.0.1; here it is a mistake.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static InetAddress literal(String text) {
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

    /**
     * Why no interface can have this address; empty if one can. Networks of one or two addresses
     * have none that stand for the network or for all of it, RFC 3021.
     */
    public Optional<String> objection() {
        boolean isOne =
                !address.isLoopbackAddress()
                        && !address.isMulticastAddress()
                        && !address.isAnyLocalAddress()
                        && (address.getAddress()[0] != 0 || !isIpv4());
        if (!isOne) {
            return Optional.of(this + ": want an address that a container can have");
        }
        if (!isIpv4() || prefixLength >= Integer.SIZE - 1) {
            return Optional.empty();
        }
        int behind = -1 >>> prefixLength;
        int rest = ByteBuffer.wrap(address.getAddress()).getInt() & behind;
        if (rest == 0) {
            return Optional.of(this + ": that is the network itself: want an address in it");
        }
        return rest == behind
                ? Optional.of(this + ": that is the network's broadcast address: want another")
                : Optional.empty();
    }

    /** Whether all of this network is in another. */
    boolean isWithin(Cidr other) {
        return isIpv4() == other.isIpv4()
                && prefixLength >= other.prefixLength
                && new Cidr(address, other.prefixLength).network().equals(other.network());
    }

    /** The address alone; of IPv6 in the short form. */
    public String addressText() {
        return text(address);
    }

    /** An address; of IPv6 in the short form. */
    public static String text(InetAddress address) {
        return address instanceof Inet4Address
                ? address.getHostAddress()
                : address.getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::");
    }

    @Override
    public String toString() {
        return addressText() + "/" + prefixLength;
    }
}
