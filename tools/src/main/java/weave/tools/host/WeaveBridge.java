package weave.tools.host;

import java.util.Optional;
import weave.core.peer.PeerName;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.linux.Errno;
import weave.linux.LinuxException;

/**
 * The bridge that containers are attached to, and the TAP that makes the daemon one of its ports.
 *
 * <pre>
 *   container ─ veth ─┐
 *   container ─ veth ─┴─ bridge "weave" ─ "weave-tap" ═ weaved
 *                        MAC = peer name
 * </pre>
 *
 * The bridge outlives the daemon, so that the containers of one host go on talking and addresses
 * stay; the TAP goes with it.
 */
public final class WeaveBridge implements ContainerSwitch {
    private static final String KIND = "bridge";
    private static final String TAP_SUFFIX = "-tap";
    private static final String UPCALL_SUFFIX = "-upcall";

    /** {@code IFNAMSIZ} of {@code <linux/if.h>} less the closing zero. */
    private static final int NAME_LENGTH_MAX = 15;

    private final String name;
    private final PeerName peer;
    private final int mtu;
    private final boolean made;

    private WeaveBridge(String name, PeerName peer, int mtu, boolean made) {
        this.name = name;
        this.peer = peer;
        this.mtu = mtu;
        this.made = made;
    }

    /**
     * The name that a bridge left by an earlier run keeps for us.
     *
     * @return its MAC; empty if there is no such bridge
     * @throws HostException if there is an interface of that name that is no bridge, nor an
     *     {@linkplain WeaveDatapath Open vSwitch datapath} in its place
     */
    public static Optional<PeerName> nameOf(String bridge) {
        try (Links links = new Links()) {
            Optional<Link> present = links.byName(bridge);
            present.filter(link -> !WeaveDatapath.isOne(link)).ifPresent(WeaveBridge::checkKind);
            return present.map(link -> new PeerName(link.mac()));
        } catch (LinuxException refused) {
            throw explained(bridge, refused);
        }
    }

    /**
     * Makes the bridge, or takes over the one that is there, and switches it on.
     *
     * @param peer whose name becomes its MAC
     * @param mtu of the bridge and of its TAP, in bytes
     * @throws HostException if the kernel refuses
     */
    public static WeaveBridge claim(String name, PeerName peer, int mtu) {
        try (Links links = new Links()) {
            Optional<Link> present = links.byName(name);
            present.ifPresent(WeaveBridge::checkKind);
            Link bridge;
            if (present.isPresent()) {
                bridge = present.get();
                adopt(links, bridge, peer, mtu);
            } else {
                bridge = links.createBridge(name, peer.value(), mtu);
            }
            InterfaceSettings.ofMember(name);
            links.setUp(bridge);
            return new WeaveBridge(name, peer, mtu, present.isEmpty());
        } catch (LinuxException refused) {
            throw explained(name, refused);
        }
    }

    /** The name of a bridge's TAP: the bridge's, shortened if need be, with a suffix. */
    public static String tapName(String bridge) {
        return named(bridge, TAP_SUFFIX);
    }

    /** The name of the TAP by which the kernel's fast datapath hands frames to user space. */
    public static String upcallTapName(String bridge) {
        return named(bridge, UPCALL_SUFFIX);
    }

    static String named(String bridge, String suffix) {
        int length = Math.min(bridge.length(), NAME_LENGTH_MAX - suffix.length());
        return bridge.substring(0, length) + suffix;
    }

    @Override
    public void unclaim() {
        if (!made) {
            return;
        }
        try (Links links = new Links()) {
            links.byName(name).filter(link -> link.mac() == peer.value()).ifPresent(links::delete);
        } catch (LinuxException refused) {
            throw explained(name, refused);
        }
    }

    @Override
    public Optional<String> damage(String tap) {
        try (Links links = new Links()) {
            Optional<Link> bridge = links.byName(name);
            bridge.ifPresent(WeaveBridge::checkKind);
            Optional<Link> port = links.byName(tap);
            if (port.isEmpty()) {
                return isOfPair(tap)
                        ? Optional.of(tap + " is gone: somebody deleted it; making it again")
                        : Optional.empty();
            }
            if (bridge.isEmpty()) {
                return Optional.of(
                        "bridge "
                                + name
                                + " is gone: somebody deleted it; making it again, containers"
                                + " follow");
            }
            return port.get().masterIndex() == bridge.get().index()
                    ? Optional.empty()
                    : Optional.of(
                            tap + " is no port of bridge " + name + " any more: putting it back");
        } catch (LinuxException refused) {
            throw explained(name, refused);
        }
    }

    @Override
    public boolean restore(String tap) {
        WeaveBridge bridge = claim(name, peer, mtu);
        if (isOfPair(tap)) {
            try (Links links = new Links()) {
                OdpNames.of(name).connect(links, mtu);
            } catch (LinuxException refused) {
                throw explained(name, refused);
            }
        }
        bridge.attach(tap);
        return true;
    }

    /** Whether a port leads to Open vSwitch's datapath, and not to user space by itself. */
    private boolean isOfPair(String port) {
        return port.equals(OdpNames.of(name).bridgeEnd());
    }

    @Override
    public void attach(String tap) {
        try (Links links = new Links()) {
            Link port =
                    links.byName(tap)
                            .orElseThrow(() -> new LinuxException("find " + tap, Errno.ENODEV));
            Link bridge =
                    links.byName(name)
                            .orElseThrow(() -> new LinuxException("find " + name, Errno.ENODEV));
            InterfaceSettings.ofPort(tap);
            links.setMtu(port, mtu);
            links.setMaster(port, bridge);
            links.setUp(port);
        } catch (LinuxException refused) {
            throw explained(name, refused);
        }
    }

    private static void adopt(Links links, Link bridge, PeerName peer, int mtu) {
        if (bridge.mac() != peer.value()) {
            links.setMac(bridge, peer.value());
        }
        if (bridge.mtu() != mtu) {
            links.setMtu(bridge, mtu);
        }
        // There is no multicast querier on the overlay, so groups would fall silent.
        links.setMulticastSnooping(bridge, false);
    }

    private static void checkKind(Link link) {
        if (!link.kind().equals(KIND)) {
            String kind = link.kind().isEmpty() ? "a physical interface" : "of kind " + link.kind();
            throw new HostException(
                    "\""
                            + link.name()
                            + "\" is "
                            + kind
                            + ", not a bridge: choose another name with --interface");
        }
    }

    static HostException explained(String bridge, LinuxException refused) {
        boolean forbidden = refused.errno() == Errno.EPERM || refused.errno() == Errno.EACCES;
        String reason =
                forbidden
                        ? "not permitted: run weaved as root, or with CAP_NET_ADMIN ("
                                + refused.getMessage()
                                + ")"
                        : refused.getMessage();
        return new HostException("bridge " + bridge + ": " + reason, refused);
    }
}
