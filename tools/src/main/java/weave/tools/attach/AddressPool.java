package weave.tools.attach;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import weave.tools.attach.AddressRequest.Given;
import weave.tools.attach.AddressRequest.InDefaultSubnet;
import weave.tools.attach.AddressRequest.InSubnet;
import weave.tools.attach.AddressRequest.Present;
import weave.tools.attach.AttachException.Kind;

/**
 * Who hands out addresses; {@code ident} is the id of a container. Calls wait until they are
 * answered; refusals are {@link AttachException}s.
 */
public interface AddressPool {
    /** The host's own addresses go by this name. */
    String EXPOSE = "weave:expose";

    /**
     * A free address of a subnet; the same again for one who has one there.
     *
     * @param subnet empty for the default one
     */
    Cidr allocate(String ident, Optional<Cidr> subnet);

    /**
     * Takes note that an address is in use, if it is one of those that are handed out.
     *
     * @throws AttachException if somebody else has it
     */
    void claim(String ident, Cidr address);

    /**
     * What one has in a subnet.
     *
     * @param subnet empty for the default one
     */
    List<Cidr> within(String ident, Optional<Cidr> subnet);

    /** All that one has. */
    List<Cidr> all(String ident);

    /** Takes an address back; nothing if it is none of its own. */
    void free(String ident, InetAddress address);

    /** Somebody runs, perhaps again. */
    void started(String ident);

    /** Somebody has ended, and may come back; if not, its addresses are taken back in a while. */
    void died(String ident);

    /** Somebody is gone for good: its addresses are taken back at once. */
    void destroyed(String ident);

    /** Who has addresses and may end. */
    Set<String> containers();

    /** What was asked for: handed out, or taken note of. */
    default Cidr grant(String ident, AddressRequest request) {
        return switch (request) {
            case InDefaultSubnet _ -> allocate(ident, Optional.empty());
            case InSubnet in -> allocate(ident, Optional.of(in.subnet()));
            case Given given -> {
                claim(ident, given.cidr());
                yield given.cidr();
            }
            case Present present ->
                    throw new AttachException(
                            Kind.MISUSE,
                            present.address().getHostAddress()
                                    + ": want <address>/<prefix length>");
        };
    }

    /** What was handed out for such a request. */
    default List<Cidr> lookup(String ident, AddressRequest request) {
        return switch (request) {
            case InDefaultSubnet _ -> within(ident, Optional.empty());
            case InSubnet in -> within(ident, Optional.of(in.subnet()));
            case Given given -> List.of(given.cidr());
            case Present present -> present.among(all(ident));
        };
    }

    /** Nobody hands out addresses: each has to be given. */
    static AddressPool none() {
        return new AddressPool() {
            @Override
            public Cidr allocate(String ident, Optional<Cidr> subnet) {
                throw disabled();
            }

            @Override
            public void claim(String ident, Cidr address) {}

            @Override
            public List<Cidr> within(String ident, Optional<Cidr> subnet) {
                throw disabled();
            }

            @Override
            public List<Cidr> all(String ident) {
                return List.of();
            }

            @Override
            public void free(String ident, InetAddress address) {}

            @Override
            public void started(String ident) {}

            @Override
            public void died(String ident) {}

            @Override
            public void destroyed(String ident) {}

            @Override
            public Set<String> containers() {
                return Set.of();
            }

            private AttachException disabled() {
                return new AttachException(
                        Kind.MISUSE,
                        "IP address allocation must be enabled to use 'net:': give an address, like"
                                + " 10.32.0.1/12");
            }
        };
    }
}
