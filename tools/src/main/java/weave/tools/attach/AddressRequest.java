package weave.tools.attach;

/** An address that somebody asked for: this one, or any of a subnet. */
public sealed interface AddressRequest {
    /** {@code 10.32.0.1/12} or {@code ip:10.32.0.1/12}. */
    record Given(Cidr cidr) implements AddressRequest {}

    /** {@code net:10.32.1.0/24}. */
    record InSubnet(Cidr subnet) implements AddressRequest {}

    /** {@code net:default}. */
    record InDefaultSubnet() implements AddressRequest {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none; the message says what is accepted
     */
    static AddressRequest parse(String text) {
        if (text.equals("net:default")) {
            return new InDefaultSubnet();
        }
        try {
            if (text.startsWith("net:")) {
                Cidr subnet = Cidr.parse(text.substring("net:".length()));
                if (!subnet.equals(subnet.network())) {
                    throw new IllegalArgumentException(
                            "\"" + subnet + "\": want a subnet like " + subnet.network());
                }
                return new InSubnet(subnet);
            }
            return new Given(Cidr.parse(text.startsWith("ip:") ? text.substring(3) : text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; an address is [ip:]<cidr>, net:<cidr> or net:default", e);
        }
    }

    /** Whether it can be one: to tell addresses from containers on a command line. */
    static boolean looksLikeOne(String text) {
        return text.startsWith("net:")
                || text.startsWith("ip:")
                || text.matches("[0-9.]+/[0-9]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/[0-9]+");
    }
}
