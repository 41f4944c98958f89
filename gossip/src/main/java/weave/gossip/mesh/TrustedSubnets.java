package weave.gossip.mesh;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Networks inside which frames need no encryption: a list of CIDRs. */
public final class TrustedSubnets {
    public static final TrustedSubnets NONE = new TrustedSubnets(List.of());

    private final List<Subnet> subnets;

    private TrustedSubnets(List<Subnet> subnets) {
        this.subnets = List.copyOf(subnets);
    }

    /**
     * Reads CIDRs such as {@code 10.0.0.0/8} or {@code fd00::/8}; blank ones are skipped.
     *
     * @throws IllegalArgumentException if one is anything else; the message names it
     */
    public static TrustedSubnets parse(Collection<String> texts) {
        List<Subnet> subnets = new ArrayList<>();
        for (String text : texts) {
            if (!text.isBlank()) {
                subnets.add(Subnet.parse(text.strip()));
            }
        }
        return new TrustedSubnets(subnets);
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return subnets.stream().anyMatch(subnet -> subnet.contains(bytes));
    }

    /** The networks, as {@code 10.0.0.0/8}. */
    public List<String> texts() {
        return subnets.stream().map(Subnet::toString).toList();
    }

    @Override
    public String toString() {
        return String.join(",", texts());
    }

    private record Subnet(byte[] network, int prefixLength) {
        static Subnet parse(String text) {
            int slash = text.indexOf('/');
            if (slash > 0 && text.substring(slash + 1).matches("[0-9]{1,3}")) {
                InetAddress address = AddressText.literal(text.substring(0, slash));
                int prefixLength = Integer.parseInt(text.substring(slash + 1));
                if (address != null && prefixLength <= 8 * address.getAddress().length) {
                    return new Subnet(masked(address.getAddress(), prefixLength), prefixLength);
                }
            }
            throw new IllegalArgumentException(
                    "invalid subnet \"" + text + "\": want a CIDR like 10.0.0.0/8");
        }

        boolean contains(byte[] address) {
            return address.length == network.length
                    && java.util.Arrays.equals(masked(address, prefixLength), network);
        }

        private static byte[] masked(byte[] address, int prefixLength) {
            byte[] masked = address.clone();
            for (int i = 0; i < masked.length; i++) {
                int bits = Math.clamp(prefixLength - 8L * i, 0, 8);
                masked[i] &= (byte) (0xFF << 8 - bits);
            }
            return masked;
        }

        @Override
        public String toString() {
            return AddressText.of(network) + "/" + prefixLength;
        }
    }
}
