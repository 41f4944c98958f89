package weave.kernel.odp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ports of the datapath by what they are for. */
final class OdpPorts {
    /** No such port. */
    static final int NONE = -1;

    /** By the names of links. */
    private final Map<String, Vport> locals = new TreeMap<>();

    /** By their UDP ports. */
    private final Map<Integer, Vport> tunnels = new TreeMap<>();

    private Vport userSpace;

    /** Forgets all. */
    void clear() {
        locals.clear();
        tunnels.clear();
        userSpace = null;
    }

    /** Behind it is user space. */
    void setUserSpace(Vport port) {
        userSpace = port;
    }

    /** Behind it are containers. */
    void addLocal(Vport port) {
        locals.put(port.name(), port);
    }

    /** Behind it are neighbours. */
    void addTunnel(Vport port) {
        tunnels.put(port.udpPort(), port);
    }

    void removeTunnel(Vport port) {
        tunnels.remove(port.udpPort());
    }

    /** The number of the port to user space, or {@link #NONE}. */
    int userSpace() {
        return userSpace == null ? NONE : userSpace.number();
    }

    boolean hasLocal(String name) {
        return locals.containsKey(name);
    }

    boolean isLocal(int number) {
        return locals.values().stream().anyMatch(port -> port.number() == number);
    }

    boolean isTunnel(int number) {
        return tunnels.values().stream().anyMatch(port -> port.number() == number);
    }

    /** The number of the port for a UDP port, or {@link #NONE}. */
    int tunnel(int udpPort) {
        Vport port = tunnels.get(udpPort);
        return port == null ? NONE : port.number();
    }

    /** All ports with containers. */
    Collection<Vport> locals() {
        return List.copyOf(locals.values());
    }

    Collection<Vport> tunnels() {
        return List.copyOf(tunnels.values());
    }

    /** The numbers of all ports with containers but one. */
    List<Integer> localsBut(int number) {
        return locals.values().stream()
                .map(Vport::number)
                .filter(other -> other != number)
                .toList();
    }

    /** The names of all links. */
    List<String> names() {
        List<String> names = new ArrayList<>(locals.keySet());
        if (userSpace != null) {
            names.add(userSpace.name());
        }
        tunnels.values().forEach(port -> names.add(port.name()));
        return names;
    }
}
