package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weave.core.fastdp.KernelDatapath;
import weave.core.fastdp.VxlanLayout;
import weave.core.peer.PeerName;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.odp.OdpDatapath;
import weave.kernel.odp.OdpSettings;
import weave.kernel.vxlan.VxlanConfig;
import weave.kernel.vxlan.VxlanDatapath;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.tools.firewall.BridgeFilterWatch;
import weave.tools.firewall.BridgeFilters;
import weave.tools.host.HostException;
import weave.tools.host.OdpNames;
import weave.tools.host.WeaveBridge;

/**
 * What of the kernel carries frames, and what leads from the bridge to it.
 *
 * @param kernel {@code null} if frames go by sleeve alone
 * @param bridgePort the port of the bridge behind which all other hosts are
 * @param filters who looks for rules that frames would miss which pass the bridge by; {@code null}
 *     if none do
 */
record NodeDatapath(KernelDatapath kernel, String bridgePort, BridgeFilterWatch filters) {
    private static final Logger LOG = System.getLogger("weaved");

    private static final String ON_BRIDGE = "containers stay on the bridge: ";
    private static final int PORT_MAX = 65_535;

    /**
     * Prepares the best that works, or takes over what a predecessor has left. The bridge is there.
     *
     * @param tap of the engine
     * @throws HostException if the operator wants what this kernel cannot do
     */
    static NodeDatapath open(NodeConfig config, PeerName self, String tap) {
        DatapathSettings.Choice choice = config.datapath().choice();
        List<String> refusals = new ArrayList<>();
        if (choice == DatapathSettings.Choice.VXLAN) {
            // Its ports would be in the way.
            removeOdp(config);
        }
        if (choice != DatapathSettings.Choice.SLEEVE && choice != DatapathSettings.Choice.ODP) {
            Optional<NodeDatapath> vxlan = vxlan(config, self, tap, refusals);
            if (vxlan.isPresent()) {
                removeOdp(config);
                return chosen(vxlan.get());
            }
        }
        removeVxlan(config);
        if (choice == DatapathSettings.Choice.AUTO || choice == DatapathSettings.Choice.ODP) {
            Optional<KernelDatapath> odp = odp(config, tap, refusals);
            if (odp.isPresent()) {
                String bridgeEnd = OdpNames.of(config.bridge()).bridgeEnd();
                return chosen(new NodeDatapath(odp.get(), bridgeEnd, null));
            }
        }
        removeOdp(config);
        String reason = String.join("; ", refusals);
        switch (choice) {
            case SLEEVE -> LOG.log(Level.INFO, "Datapath: sleeve, as told");
            case AUTO -> LOG.log(Level.WARNING, "Datapath: sleeve alone: " + reason);
            default -> throw new HostException("--datapath: " + reason);
        }
        return new NodeDatapath(null, tap, null);
    }

    private static NodeDatapath chosen(NodeDatapath datapath) {
        LOG.log(
                Level.INFO,
                "Datapath: " + datapath.kernel.name() + ", and sleeve where that does not lead");
        return datapath;
    }

    private static Optional<NodeDatapath> vxlan(
            NodeConfig config, PeerName self, String tap, List<String> refusals) {
        if (isPortLast(config)) {
            refusals.add("no vxlan: there is no port above " + config.port());
            return Optional.empty();
        }
        try {
            VxlanDatapath vxlan =
                    VxlanDatapath.open(
                            new VxlanConfig(
                                    self.value(),
                                    config.bridge(),
                                    tap,
                                    WeaveBridge.upcallTapName(config.bridge()),
                                    config.port() + VxlanLayout.PORT_OFFSET));
            return Optional.of(new NodeDatapath(vxlan, tap, filters(config, vxlan)));
        } catch (LinuxException refused) {
            refusals.add("no vxlan: " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** Frames pass the bridge by only while nobody filters them there. */
    private static BridgeFilterWatch filters(NodeConfig config, VxlanDatapath vxlan) {
        if (!config.datapath().bypass()) {
            return null;
        }
        BridgeFilters filters = new BridgeFilters(config.bridge(), config.dockerBridge());
        BridgeFilterWatch watch = new BridgeFilterWatch(filters, reason -> heed(vxlan, reason));
        if (!watch.reason().isEmpty()) {
            LOG.log(Level.INFO, ON_BRIDGE + watch.reason());
        }
        vxlan.bypass(watch.reason().isEmpty());
        watch.start();
        return watch;
    }

    private static void heed(VxlanDatapath vxlan, String reason) {
        LOG.log(
                Level.INFO,
                reason.isEmpty()
                        ? "frames of containers pass the bridge by: nobody filters there"
                        : ON_BRIDGE + reason);
        vxlan.bypass(reason.isEmpty());
    }

    private static boolean isPortLast(NodeConfig config) {
        return config.port() == PORT_MAX;
    }

    private static Optional<KernelDatapath> odp(
            NodeConfig config, String tap, List<String> refusals) {
        if (isPortLast(config)) {
            refusals.add("no odp: there is no port above " + config.port());
            return Optional.empty();
        }
        try {
            if (!OdpDatapath.isSupported()) {
                refusals.add("no odp: the kernel has no Open vSwitch");
                return Optional.empty();
            }
            OdpNames names = OdpNames.of(config.bridge());
            connect(names, tap, config.mtu());
            return Optional.of(
                    new OdpDatapath(
                            new OdpSettings(
                                    config.datapath().odpName(),
                                    tap,
                                    Optional.of(names.datapathEnd()),
                                    config.mtu())));
        } catch (LinuxException refused) {
            refusals.add("no odp: " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** The pair between bridge and datapath; the TAP is on the datapath, and not on the bridge. */
    private static void connect(OdpNames names, String tap, int mtu) {
        try (Links links = new Links()) {
            if (links.byName(names.bridgeEnd()).isEmpty()) {
                links.createVethPair(names.bridgeEnd(), names.datapathEnd(), mtu);
            }
            Link port =
                    links.byName(tap)
                            .orElseThrow(() -> new LinuxException("find " + tap, Errno.ENODEV));
            if (port.masterIndex() != 0) {
                links.clearMaster(port);
            }
            links.setMtu(port, mtu);
            links.setUp(port);
            links.byName(names.datapathEnd())
                    .ifPresent(end -> {
                        links.setMtu(end, mtu);
                        links.setUp(end);
                    });
        }
    }

    /** Whether frames pass the bridge, and why, as status shows it; empty if there is no choice. */
    String way(boolean bypass) {
        if (kernel == null || !kernel.name().equals("vxlan")) {
            return "";
        }
        if (!bypass) {
            return "over the bridge: --no-bypass";
        }
        return filters.reason().isEmpty()
                ? "past the bridge: nobody filters there"
                : "over the bridge: " + filters.reason();
    }

    /** What nobody tells any more would go on as it was. */
    private static void removeVxlan(NodeConfig config) {
        try {
            VxlanDatapath.remove(config.bridge());
        } catch (LinuxException refused) {
            LOG.log(Level.DEBUG, "cannot look for a VXLAN datapath: " + refused.getMessage());
        }
    }

    private static void removeOdp(NodeConfig config) {
        try {
            takeOdpAway(config);
        } catch (LinuxException refused) {
            LOG.log(Level.DEBUG, "cannot look for Open vSwitch: " + refused.getMessage());
        }
    }

    /**
     * Takes away everything that any run has put into the kernel.
     *
     * @throws LinuxException if the kernel refuses
     */
    static void remove(NodeConfig config) {
        VxlanDatapath.remove(config.bridge());
        takeOdpAway(config);
    }

    private static void takeOdpAway(NodeConfig config) {
        String name = config.datapath().odpName();
        try (Links links = new Links()) {
            // To ask the kernel would load its module where nobody needs it.
            if (links.byName(name).isPresent() && OdpDatapath.isSupported()) {
                OdpDatapath.remove(name);
            }
            links.byName(OdpNames.of(config.bridge()).bridgeEnd()).ifPresent(links::delete);
        }
    }
}
