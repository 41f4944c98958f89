package weave.gossip.ipam;

/**
 * An address with the length of its network's prefix, {@code 10.32.0.1/12}; or, with no bit set
 * behind the prefix, the network itself.
 *
 * @param address unsigned, 32 bits
 * @param prefixLength 0 to 32
 */
public record Cidr(long address, int prefixLength) {
    public Cidr {
        if (address < 0 || address >= Ipv4.COUNT || prefixLength < 0 || prefixLength > Ipv4.BITS) {
            throw new IllegalArgumentException(address + "/" + prefixLength + " is no CIDR");
        }
    }

    /**
     * Reads {@code 10.32.0.1/12}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        return parse(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * Reads an address and a prefix length.
     *
     * @throws IllegalArgumentException if either is anything else
     */
    public static Cidr parse(String address, String prefixLength) {
        boolean isNumber = prefixLength.matches("[0-9]{1,2}");
        if (!isNumber || Integer.parseInt(prefixLength) > Ipv4.BITS) {
            throw new IllegalArgumentException(
                    "invalid CIDR address: " + address + "/" + prefixLength);
        }
        return new Cidr(Ipv4.parse(address), Integer.parseInt(prefixLength));
    }

    /** Addresses in the network. */
    public long size() {
        return 1L << Ipv4.BITS - prefixLength;
    }

    /** The network's first address. */
    public long start() {
        return address - address % size();
    }

    /** Whether no bit behind the prefix is set. */
    public boolean isNetwork() {
        return address == start();
    }

    /** All addresses of the network. */
    public AddressRange range() {
        return new AddressRange(start(), start() + size());
    }

    /** Those that a host may have: neither the network's own nor its broadcast address. */
    public AddressRange hosts() {
        return size() > 2 ? new AddressRange(start() + 1, start() + size() - 1) : range();
    }

    /** The address alone, as text. */
    public String addressText() {
        return Ipv4.format(address);
    }

    @Override
    public String toString() {
        return addressText() + "/" + prefixLength;
    }
}
