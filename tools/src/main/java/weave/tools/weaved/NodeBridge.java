package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import weave.core.peer.PeerName;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.odp.OdpDatapath;
import weave.linux.LinuxException;
import weave.tools.host.BridgeType;
import weave.tools.host.ContainerSwitch;
import weave.tools.host.HostException;
import weave.tools.host.OdpNames;
import weave.tools.host.WeaveBridge;
import weave.tools.host.WeaveDatapath;

/** What containers are plugged into: a bridge, or Open vSwitch's datapath in its place. */
final class NodeBridge {
    private static final Logger LOG = System.getLogger("weaved");

    private NodeBridge() {}

    /**
     * Makes what the operator wants, or takes over what a predecessor has left of that type.
     *
     * @throws HostException if what is there is of another type, or the kernel cannot do it
     */
    static ContainerSwitch claim(NodeConfig config, PeerName self) {
        boolean isBridged = config.datapath().bridged() || !isPossible(config);
        existing(config)
                .filter(type -> type.isBridged() != isBridged)
                .ifPresent(type -> {
                    throw new HostException(mismatch(config, type));
                });
        return isBridged
                ? WeaveBridge.claim(config.bridge(), self, config.mtu())
                : WeaveDatapath.claim(config.bridge(), self, config.mtu());
    }

    /** Whether this kernel can do without a bridge; told if not. */
    private static boolean isPossible(NodeConfig config) {
        String reason = NodeDatapath.reasonAgainstOdp(config);
        if (reason.isEmpty()) {
            return true;
        }
        if (config.datapath().choice() == DatapathSettings.Choice.ODP) {
            throw new HostException("--no-bridged-fastdp: " + reason);
        }
        LOG.log(
                Level.WARNING,
                "--no-bridged-fastdp: " + reason + ": containers are on a bridge all the same");
        return false;
    }

    /** The type of what is there. */
    private static Optional<BridgeType> existing(NodeConfig config) {
        try (Links links = new Links()) {
            Optional<Link> present = links.byName(config.bridge());
            if (present.isEmpty()) {
                return Optional.empty();
            }
            if (WeaveDatapath.isThere(config.bridge())) {
                return Optional.of(BridgeType.FASTDP);
            }
            String end = OdpNames.of(config.bridge()).bridgeEnd();
            return Optional.of(
                    links.byName(end).isPresent() ? BridgeType.BRIDGED_FASTDP : BridgeType.BRIDGE);
        } catch (LinuxException refused) {
            throw new HostException(config.bridge() + ": " + refused.getMessage(), refused);
        }
    }

    /** As Weave Net says it, and what can be done. */
    private static String mismatch(NodeConfig config, BridgeType existing) {
        boolean isSleeve = config.datapath().choice() == DatapathSettings.Choice.SLEEVE;
        BridgeType bridged = isSleeve ? BridgeType.BRIDGE : BridgeType.BRIDGED_FASTDP;
        BridgeType requested = existing.isBridged() ? BridgeType.FASTDP : bridged;
        return ("Existing bridge type \"%s\" is different than requested \"%s\". Please do 'weave"
                        + " reset' and try again, or start %s --no-bridged-fastdp to keep it")
                .formatted(
                        existing.text(),
                        requested.text(),
                        existing.isBridged() ? "without" : "with");
    }

    /**
     * Removes a datapath in a bridge's place, with the host's ends of containers' interfaces.
     *
     * @param portPrefix what those are called
     * @throws LinuxException if the kernel refuses
     */
    static void removeDatapath(NodeConfig config, String portPrefix) {
        try (Links links = new Links()) {
            if (!WeaveDatapath.isThere(config.bridge())) {
                return;
            }
            int index = links.byName(config.bridge()).map(Link::index).orElse(-1);
            for (Link link : links.all()) {
                if (link.masterIndex() == index
                        && link.name().startsWith(portPrefix)
                        && link.kind().equals("veth")) {
                    links.delete(link);
                }
            }
            OdpDatapath.remove(config.bridge());
        }
    }
}
