package weave.gossip.dns;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Domain names: text with a final dot, such as {@code db.weave.local.}, and the bytes of RFC 1035,
 * section 3.1. Only ASCII letters have a case.
 *
 * <pre>
 *   | 2 | d b | 5 | w e a v e | 5 | l o c a l | 0 |
 * </pre>
 */
public final class DnsName {
    /** Bytes of a name on the wire, the final zero included. */
    public static final int LENGTH_MAX = 255;

    /** Bytes of a label. */
    public static final int LABEL_LENGTH_MAX = 63;

    /** Below it, IPv4 addresses have names. */
    public static final String REVERSE_DOMAIN = "in-addr.arpa.";

    /** Below it, IPv6 addresses have names. */
    public static final String REVERSE_DOMAIN_6 = "ip6.arpa.";

    private DnsName() {}

    /** With a dot at its end. */
    public static String qualified(String name) {
        return name.endsWith(".") ? name : name + ".";
    }

    /**
     * The bytes of a name, in its own case; empty if it is no name. The dot at its end may lack.
     */
    public static Optional<byte[]> wire(String name) {
        byte[] text = qualified(name).getBytes(StandardCharsets.UTF_8);
        if (text.length == 1) {
            return Optional.of(new byte[1]);
        }
        if (text.length + 1 > LENGTH_MAX) {
            return Optional.empty();
        }
        byte[] wire = new byte[text.length + 1];
        int label = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '.') {
                int length = i - label;
                if (length == 0 || length > LABEL_LENGTH_MAX) {
                    return Optional.empty();
                }
                wire[label] = (byte) length;
                label = i + 1;
            } else {
                wire[i + 1] = text[i];
            }
        }
        return Optional.of(wire);
    }

    /** Changes ASCII letters to lower case, in place; the lengths in a name are no letters. */
    public static byte[] lower(byte[] wire) {
        for (int i = 0; i < wire.length; i++) {
            wire[i] = lower(wire[i]);
        }
        return wire;
    }

    static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
    }

    /** The same name in lower case. */
    static String lower(String name) {
        StringBuilder lower = new StringBuilder(name);
        for (int i = 0; i < lower.length(); i++) {
            char letter = lower.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                lower.setCharAt(i, (char) (letter + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    /** Whether {@code name} is {@code domain} or below it; both with their final dots. */
    public static boolean isWithin(String domain, String name) {
        String inner = lower(name);
        String outer = lower(domain);
        return outer.equals(".") || inner.equals(outer) || inner.endsWith("." + outer);
    }

    /**
     * The name that stands for an address: {@code 1.0.32.10.in-addr.arpa.} for {@code 10.32.0.1},
     * RFC 1035, section 3.5, and its digits one by one below {@code ip6.arpa.} for IPv6, RFC 3596,
     * section 2.5.
     *
     * @param address its bytes, as on the wire
     */
    static byte[] reverse(byte[] address) {
        boolean isIpv4 = address.length == Integer.BYTES;
        StringBuilder name = new StringBuilder();
        for (int i = address.length - 1; i >= 0; i--) {
            int octet = address[i] & 0xFF;
            if (isIpv4) {
                name.append(octet).append('.');
            } else {
                name.append(Integer.toHexString(octet & 0xF))
                        .append('.')
                        .append(Integer.toHexString(octet >>> 4))
                        .append('.');
            }
        }
        return wire(name.append(isIpv4 ? REVERSE_DOMAIN : REVERSE_DOMAIN_6).toString())
                .orElseThrow();
    }
}
