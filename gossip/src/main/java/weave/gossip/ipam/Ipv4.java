package weave.gossip.ipam;

/** IPv4 addresses as unsigned numbers of 32 bits, kept in a {@code long}. */
final class Ipv4 {
    static final int BITS = 32;
    static final long COUNT = 1L << BITS;

    private static final int OCTETS = 4;
    private static final int OCTET_MAX = 255;
    private static final int OCTET_DIGITS_MAX = 3;

    private Ipv4() {}

    /**
     * Reads {@code 10.32.0.1}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static long parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != OCTETS) {
            throw malformed(text);
        }
        long address = 0;
        for (String part : parts) {
            boolean isNumber =
                    !part.isEmpty()
                            && part.length() <= OCTET_DIGITS_MAX
                            && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!isNumber || Integer.parseInt(part) > OCTET_MAX) {
                throw malformed(text);
            }
            address = address << Byte.SIZE | Integer.parseInt(part);
        }
        return address;
    }

    static String format(long address) {
        return (address >>> 24 & OCTET_MAX)
                + "."
                + (address >>> 16 & OCTET_MAX)
                + "."
                + (address >>> 8 & OCTET_MAX)
                + "."
                + (address & OCTET_MAX);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("invalid IP address: " + text);
    }
}
