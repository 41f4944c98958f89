package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import weave.tools.attach.SwitchPorts;
import weave.tools.host.BridgeType;
import weave.tools.host.HostException;
import weave.tools.host.InterfaceSettings;
import weave.tools.host.OdpNames;
import weave.tools.host.WeaveBridge;
import weave.tools.host.WeaveDatapath;

/**
 * What of the kernel carries frames, and what leads from the bridge to it.
 *
 * @param kernel {@code null} if user space carries all frames
 * @param type how containers are plugged together
 * @param ports how they are plugged in
 * @param bridgePort the port of the bridge behind which all other hosts are
 * @param filters who looks for rules that frames would miss; {@code null} if none do
 */
record NodeDatapath(
        KernelDatapath kernel,
        BridgeType type,
        SwitchPorts ports,
        String bridgePort,
        FilterWatches filters) {
    private static final Logger LOG = System.getLogger("weaved");

    private static final int PORT_MAX = 65_535;
    private static final String CONTAINERS = "Containers";

    /**
     * Prepares the best that works, or takes over what a predecessor has left. The bridge is there.
     *
     * @param tap of the engine
     * @param hasUplink whether user space goes past the kernel, which then carries nothing itself
     * @throws HostException if the operator wants what this kernel cannot do
     */
    static NodeDatapath onBridge(NodeConfig config, PeerName self, String tap, boolean hasUplink) {
        DatapathSettings.Choice choice =
                hasUplink ? DatapathSettings.Choice.XDP : config.datapath().choice();
        List<String> refusals = new ArrayList<>();
        if (choice == DatapathSettings.Choice.VXLAN) {
            // Its ports would be in the way.
            removeOdp(config);
        }
        if (choice == DatapathSettings.Choice.AUTO || choice == DatapathSettings.Choice.VXLAN) {
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
                return chosen(bridged(odp.get(), BridgeType.BRIDGED_FASTDP, bridgeEnd, null));
            }
        }
        removeOdp(config);
        String reason = String.join("; ", refusals);
        switch (choice) {
            case XDP -> LOG.log(Level.INFO, "Datapath: user space, by AF_XDP where that leads");
            case SLEEVE -> LOG.log(Level.INFO, "Datapath: sleeve, as told");
            case AUTO -> LOG.log(Level.WARNING, "Datapath: sleeve alone: " + reason);
            default -> throw new HostException("--datapath: " + reason);
        }
        return bridged(null, BridgeType.BRIDGE, tap, null);
    }

    private static NodeDatapath bridged(
            KernelDatapath kernel, BridgeType type, String port, FilterWatches filters) {
        return new NodeDatapath(kernel, type, SwitchPorts.ofBridge(), port, filters);
    }

    private static NodeDatapath chosen(NodeDatapath datapath) {
        LOG.log(
                Level.INFO,
                "Datapath: " + datapath.kernel.name() + ", and sleeve where that does not lead");
        return datapath;
    }

    /**
     * The same without a bridge: the datapath is there, with the host and maybe containers on it.
     *
     * @throws HostException if the kernel refuses
     */
    static NodeDatapath inPlaceOfBridge(NodeConfig config, String tap) {
        removeVxlan(config);
        // Its tunnels would be in the way.
        removeOdp(config);
        try {
            openTap(tap, config.mtu());
            OdpDatapath odp =
                    new OdpDatapath(
                            new OdpSettings(config.bridge(), tap, Optional.empty(), config.mtu()));
            return chosen(new NodeDatapath(odp, BridgeType.FASTDP, portsOf(odp), tap, null));
        } catch (LinuxException refused) {
            throw new HostException("--no-bridged-fastdp: " + refused.getMessage(), refused);
        }
    }

    private static SwitchPorts portsOf(OdpDatapath odp) {
        return new SwitchPorts() {
            @Override
            public void add(Links links, Link port, Link bridge) {
                odp.addContainer(port.name());
            }

            @Override
            public boolean isReady(Link port) {
                return port.hasCarrier();
            }
        };
    }

    private static Optional<NodeDatapath> vxlan(
            NodeConfig config, PeerName self, String tap, List<String> refusals) {
        if (!isPortAbove(config)) {
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
            return Optional.of(bridged(vxlan, BridgeType.BRIDGE, tap, filters(config, vxlan)));
        } catch (LinuxException refused) {
            refusals.add("no vxlan: " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** Frames go past the bridge and the host's IP only while nobody filters them there. */
    private static FilterWatches filters(NodeConfig config, VxlanDatapath vxlan) {
        return config.datapath().bypass() ? FilterWatches.start(config, vxlan) : null;
    }

    /** Whether there is one for VXLAN. */
    static boolean isPortAbove(NodeConfig config) {
        return config.port() < PORT_MAX;
    }

    private static Optional<KernelDatapath> odp(
            NodeConfig config, String tap, List<String> refusals) {
        String reason = reasonAgainstOdp(config);
        if (!reason.isEmpty()) {
            refusals.add(reason);
            return Optional.empty();
        }
        try {
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

    /** Why Open vSwitch cannot be used here; empty if it can. */
    static String reasonAgainstOdp(NodeConfig config) {
        if (!isPortAbove(config)) {
            return "no odp: there is no port above " + config.port();
        }
        return OdpDatapath.isSupported() ? "" : "no odp: the kernel has no Open vSwitch";
    }

    /** The pair between bridge and datapath; the TAP is on the datapath, and not on the bridge. */
    private static void connect(OdpNames names, String tap, int mtu) {
        try (Links links = new Links()) {
            names.connect(links, mtu);
            openTap(tap, mtu);
        }
    }

    /** Makes it ready to be a port of a datapath, and of nothing else. */
    private static void openTap(String tap, int mtu) {
        try (Links links = new Links()) {
            Link port =
                    links.byName(tap)
                            .orElseThrow(() -> new LinuxException("find " + tap, Errno.ENODEV));
            if (port.masterIndex() != 0) {
                links.clearMaster(port);
            }
            InterfaceSettings.ofPort(tap);
            links.setMtu(port, mtu);
            links.setUp(port);
        }
    }

    /** Which way frames go, and why, as status shows it; nothing where there is no choice. */
    Map<String, String> ways() {
        if (!type.isBridged()) {
            return Map.of(CONTAINERS, "on the datapath, without a bridge");
        }
        if (kernel == null || !kernel.name().equals("vxlan")) {
            return Map.of();
        }
        String bridge = filters == null ? "--no-bypass" : filters.bridge().reason();
        String output = filters == null ? "--no-bypass" : filters.output().reason();
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put(
                CONTAINERS,
                bridge.isEmpty()
                        ? "past the bridge: nobody filters there"
                        : "over the bridge: " + bridge);
        ways.put(
                "Sending",
                output.isEmpty()
                        ? "past this host's IP what is in clear: nobody filters there"
                        : "through this host's IP: " + output);
        return ways;
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
     * Has the kernel carry nothing any more to other hosts and from them that a predecessor told it
     * to.
     *
     * @throws LinuxException if the kernel refuses
     */
    static void silence(NodeConfig config) {
        remove(config);
        if (WeaveDatapath.isThere(config.bridge())) {
            OdpDatapath.removeTunnels(config.bridge());
        }
    }

    /**
     * Takes away everything that any run has put into the kernel, but for what containers are on.
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
