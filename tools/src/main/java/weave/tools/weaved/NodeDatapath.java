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
import weave.tools.host.HostException;
import weave.tools.host.OdpNames;
import weave.tools.host.WeaveBridge;

/**
 * What of the kernel carries frames, and what leads from the bridge to it.
 *
 * @param kernel {@code null} if frames go by sleeve alone
 * @param bridgePort the port of the bridge behind which all other hosts are
 */
record NodeDatapath(KernelDatapath kernel, String bridgePort) {
    private static final Logger LOG = System.getLogger("weaved");

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
            Optional<KernelDatapath> vxlan = vxlan(config, self, tap, refusals);
            if (vxlan.isPresent()) {
                removeOdp(config);
                return chosen(new NodeDatapath(vxlan.get(), tap));
            }
        }
        removeVxlan(config);
        if (choice == DatapathSettings.Choice.AUTO || choice == DatapathSettings.Choice.ODP) {
            Optional<KernelDatapath> odp = odp(config, tap, refusals);
            if (odp.isPresent()) {
                String bridgeEnd = OdpNames.of(config.bridge()).bridgeEnd();
                return chosen(new NodeDatapath(odp.get(), bridgeEnd));
            }
        }
        removeOdp(config);
        String reason = String.join("; ", refusals);
        switch (choice) {
            case SLEEVE -> LOG.log(Level.INFO, "Datapath: sleeve, as told");
            case AUTO -> LOG.log(Level.WARNING, "Datapath: sleeve alone: " + reason);
            default -> throw new HostException("--datapath: " + reason);
        }
        return new NodeDatapath(null, tap);
    }

    private static NodeDatapath chosen(NodeDatapath datapath) {
        LOG.log(
                Level.INFO,
                "Datapath: " + datapath.kernel.name() + ", and sleeve where that does not lead");
        return datapath;
    }

    private static Optional<KernelDatapath> vxlan(
            NodeConfig config, PeerName self, String tap, List<String> refusals) {
        if (isPortLast(config)) {
            refusals.add("no vxlan: there is no port above " + config.port());
            return Optional.empty();
        }
        try {
            return Optional.of(
                    VxlanDatapath.open(
                            new VxlanConfig(
                                    self.value(),
                                    config.bridge(),
                                    tap,
                                    WeaveBridge.upcallTapName(config.bridge()),
                                    config.port() + VxlanLayout.PORT_OFFSET,
                                    config.datapath().bypass())));
        } catch (LinuxException refused) {
            refusals.add("no vxlan: " + refused.getMessage());
            return Optional.empty();
        }
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
