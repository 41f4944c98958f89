package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import weave.core.dataplane.Dataplane;
import weave.core.overlay.Overlay;
import weave.tools.host.HostException;
import weave.tools.report.UplinkReport;
import weave.tools.uplink.HostUplink;
import weave.tools.uplink.UplinkDevice;
import weave.tools.uplink.UplinkSettings;
import weave.xdp.port.UplinkShare;

/**
 * Whether this node has an uplink.
 *
 * @param uplink empty if all datagrams go by the kernel's sockets
 * @param reason why there is none although {@code auto} was to look; empty if that is not so
 */
record NodeUplink(Optional<HostUplink> uplink, String reason) {
    private static final Logger LOG = System.getLogger("weaved");

    /**
     * Opens it where it is wanted, or where {@code auto} finds that it wins: that is on a network
     * card which shares memory with us. Virtual devices are not even tried: what they gain by
     * super-frames in the kernel is more than what they could gain here.
     *
     * @throws HostException if the operator wants what this host cannot do
     */
    static NodeUplink open(NodeConfig config) {
        if (config.datapath().uplink().isEmpty()) {
            return none("");
        }
        UplinkSettings settings = config.datapath().uplink().get();
        boolean isAuto = config.datapath().choice() == DatapathSettings.Choice.AUTO;
        UplinkDevice device = UplinkDevice.find(settings.device(), config.bridge());
        if (isAuto && !device.isCard()) {
            return none(device.link().name() + " is no network card on the PCI bus");
        }
        try {
            return new NodeUplink(
                    Optional.of(
                            HostUplink.open(
                                    device,
                                    settings,
                                    config.host(),
                                    config.port(),
                                    isForVxlan(config),
                                    config.tuning())),
                    "");
        } catch (HostException refused) {
            if (!isAuto) {
                throw refused;
            }
            return none(refused.getMessage());
        }
    }

    private static NodeUplink none(String reason) {
        if (!reason.isEmpty()) {
            LOG.log(Level.WARNING, "Uplink: not used: " + reason);
        }
        return new NodeUplink(Optional.empty(), reason);
    }

    /**
     * What user space carries frames by, in the order of preference: sleeve, and VXLAN of those
     * whose kernels carry theirs.
     *
     * @param control runs what overlays tell the mesh
     */
    List<Overlay> overlays(
            NodeConfig config, Dataplane dataplane, Overlay sleeve, Executor control) {
        if (uplink.isPresent()) {
            LOG.log(Level.INFO, "Uplink: fastdp: " + vxlan(config));
        }
        return takesVxlan(config) ? List.of(dataplane.vxlan(control), sleeve) : List.of(sleeve);
    }

    /** With whom frames go in VXLAN. */
    private static String vxlan(NodeConfig config) {
        if (!config.datapath().fastdp()) {
            return "off, as told";
        }
        if (!NodeDatapath.isPortAbove(config)) {
            return "off, there is no port above " + config.port();
        }
        if (config.password() == null) {
            return "with hosts whose kernels carry theirs";
        }
        return (hasTrustedSubnets(config) ? "in trusted subnets alone" : "off")
                + ": ESP is the kernel's, which AF_XDP goes past";
    }

    /** What reports tell of it; empty for nothing. On the control thread. */
    Map<String, Object> report(NodeConfig config) {
        return uplink.map(up -> UplinkReport.of(up.status(), vxlan(config)))
                .orElse(reason.isEmpty() ? Map.of() : UplinkReport.absent(reason));
    }

    /** Whether VXLAN is user space's: the kernel carries nothing beside an uplink. */
    boolean takesVxlan(NodeConfig config) {
        return uplink.isPresent() && isForVxlan(config);
    }

    private static boolean isForVxlan(NodeConfig config) {
        return config.datapath().fastdp()
                && NodeDatapath.isPortAbove(config)
                && (config.password() == null || hasTrustedSubnets(config));
    }

    private static boolean hasTrustedSubnets(NodeConfig config) {
        return !config.trustedSubnets().texts().isEmpty();
    }

    /** For the queues of the dataplane, which are to be as many; empty for any number. */
    List<UplinkShare> ofQueues() {
        return uplink.map(HostUplink::shares).orElse(List.of());
    }
}
