package weave.tools.attach;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import weave.tools.attach.AttachException.Kind;

/** An address that somebody asked for: this one, or any of a subnet. */
public sealed interface AddressRequest {
    /** {@code 10.32.0.1/12} or {@code ip:10.32.0.1/12}. */
    record Given(Cidr cidr) implements AddressRequest {}

    /** {@code 10.32.0.1}, of somebody who has it: the prefix is then known. */
    record Present(InetAddress address) implements AddressRequest {
        /**
         * The one that is meant, if there is one.
         *
         * @param owned the addresses that somebody has
         * @throws AttachException if it could be several
         */
        List<Cidr> among(Collection<Cidr> owned) {
            List<Cidr> meant =
                    owned.stream().filter(own -> own.address().equals(address)).distinct().toList();
            if (meant.size() > 1) {
                throw new AttachException(
                        Kind.MISUSE, address.getHostAddress() + ": which of " + meant + "?");
            }
            return meant;
        }
    }

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

    /**
     * Reads one that somebody has: the prefix may be left out.
     *
     * @throws IllegalArgumentException if it is none; the message says what is accepted
     */
    static AddressRequest parsePresent(String text) {
        try {
            return new Present(Cidr.literal(text.startsWith("ip:") ? text.substring(3) : text));
        } catch (IllegalArgumentException other) {
            return parse(text);
        }
    }

    /**
     * Looks at those that were given, rather than are to be chosen.
     *
     * @throws AttachException if no interface can have one of them
     */
    static void checkAll(Collection<AddressRequest> requests) {
        for (AddressRequest request : requests) {
            if (request instanceof Given given && given.cidr.objection().isPresent()) {
                throw new AttachException(Kind.MISUSE, given.cidr.objection().get());
            }
        }
    }

    /** Whether it can be one: to tell addresses from containers on a command line. */
    static boolean looksLikeOne(String text) {
        return text.startsWith("net:")
                || text.startsWith("ip:")
                || text.matches("[0-9.]+/[0-9]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/[0-9]+");
    }
}
