package weave.tools.attach;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Optional;

/**
 * Who keeps the names of the mesh; {@code ident} is the id of a container. Any thread may call, and
 * none waits.
 */
public interface NameRegistry {
    /** Whether names are kept at all. */
    boolean isOn();

    /** Why this cannot be a name here, in one line; empty if it can. */
    Optional<String> objection(String name);

    /** Gives an address a name. One that is no name of ours is passed over. */
    void add(String ident, String name, InetAddress address);

    /** Takes the names of addresses back that one has. */
    void remove(String ident, Collection<InetAddress> addresses);

    /** Takes all names back that one has. */
    void removeAll(String ident);

    /** Nobody keeps names. */
    static NameRegistry none() {
        return new NameRegistry() {
            @Override
            public boolean isOn() {
                return false;
            }

            @Override
            public Optional<String> objection(String name) {
                return Optional.of("no names are kept here: --no-dns");
            }

            @Override
            public void add(String ident, String name, InetAddress address) {}

            @Override
            public void remove(String ident, Collection<InetAddress> addresses) {}

            @Override
            public void removeAll(String ident) {}
        };
    }
}
