package weave.tools.host;

import java.util.Optional;
import weave.core.peer.PeerName;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.odp.Openvswitch;
import weave.linux.LinuxException;

/**
 * Open vSwitch's datapath as what containers are plugged into, without a bridge. Its own link is
 * the host's plug, as a bridge would be.
 *
 * <pre>
 *   container ─ veth ─┐
 *   container ─ veth ─┴─ datapath "weave" ─ "weave-tap" ═ weaved
 *                        MAC = peer name
 * </pre>
 *
 * It outlives the daemon, with its flows; the TAP goes with it.
 */
public final class WeaveDatapath implements ContainerSwitch {
    private static final String KIND = "openvswitch";

    private final String name;
    private final boolean made;

    private WeaveDatapath(String name, boolean made) {
        this.name = name;
        this.made = made;
    }

    /** Whether there is one of that name. */
    public static boolean isThere(String name) {
        try (Links links = new Links()) {
            return links.byName(name).filter(WeaveDatapath::isOne).isPresent();
        } catch (LinuxException refused) {
            throw WeaveBridge.explained(name, refused);
        }
    }

    /** Whether it is a datapath's own link. */
    static boolean isOne(Link link) {
        return link.kind().equals(KIND);
    }

    /**
     * Makes the datapath, or takes over the one that is there, and switches its link on.
     *
     * @param peer whose name becomes its MAC
     * @param mtu of its link, in bytes
     * @throws HostException if the kernel refuses
     */
    public static WeaveDatapath claim(String name, PeerName peer, int mtu) {
        try (Links links = new Links();
                Openvswitch kernel = Openvswitch.open()) {
            boolean isNew = kernel.datapath(name).isEmpty();
            if (isNew) {
                kernel.createDatapath(name);
            }
            Link own = links.byName(name).orElseThrow();
            if (own.mac() != peer.value()) {
                links.setMac(own, peer.value());
            }
            links.setMtu(own, mtu);
            InterfaceSettings.ofMember(name);
            links.setUp(own);
            return new WeaveDatapath(name, isNew);
        } catch (LinuxException refused) {
            throw WeaveBridge.explained(name, refused);
        }
    }

    /** Whoever runs the datapath makes its ports. */
    @Override
    public void attach(String port) {
        // Nothing is left to do.
    }

    @Override
    public Optional<String> damage(String port) {
        return isThere(name)
                ? Optional.empty()
                : Optional.of("datapath " + name + " is gone: somebody deleted it");
    }

    /** Its flows and ports are gone with it; a new start makes all anew. */
    @Override
    public boolean restore(String port) {
        return false;
    }

    @Override
    public void unclaim() {
        if (!made) {
            return;
        }
        try (Openvswitch kernel = Openvswitch.open()) {
            kernel.datapath(name).ifPresent(kernel::delete);
        } catch (LinuxException refused) {
            throw WeaveBridge.explained(name, refused);
        }
    }
}
