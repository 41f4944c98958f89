package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import weave.core.fastdp.KernelDatapath;
import weave.core.fastdp.VxlanLayout;
import weave.core.peer.PeerName;
import weave.kernel.vxlan.VxlanConfig;
import weave.kernel.vxlan.VxlanDatapath;
import weave.linux.LinuxException;
import weave.tools.host.HostException;
import weave.tools.host.WeaveBridge;

/** Chooses what of the kernel carries frames. */
final class NodeDatapath {
    private static final Logger LOG = System.getLogger("weaved");

    private NodeDatapath() {}

    /**
     * Prepares it, or takes over what a predecessor has left. The bridge is there.
     *
     * @return empty if frames go by sleeve alone; why, is logged
     * @throws HostException if the operator wants what this kernel cannot do
     */
    static Optional<KernelDatapath> open(NodeConfig config, PeerName self, String tap) {
        DatapathSettings settings = config.datapath();
        if (settings.choice() == DatapathSettings.Choice.SLEEVE) {
            remove(config.bridge());
            LOG.log(Level.INFO, "Datapath: sleeve, as told");
            return Optional.empty();
        }
        try {
            KernelDatapath vxlan =
                    VxlanDatapath.open(
                            new VxlanConfig(
                                    self.value(),
                                    config.bridge(),
                                    tap,
                                    WeaveBridge.upcallTapName(config.bridge()),
                                    config.port() + VxlanLayout.PORT_OFFSET,
                                    settings.bypass()));
            LOG.log(Level.INFO, "Datapath: vxlan, and sleeve where that does not lead");
            return Optional.of(vxlan);
        } catch (LinuxException refused) {
            if (settings.choice() == DatapathSettings.Choice.VXLAN) {
                throw new HostException("--datapath=vxlan: " + refused.getMessage(), refused);
            }
            LOG.log(Level.WARNING, "Datapath: sleeve alone, no vxlan: " + refused.getMessage());
            remove(config.bridge());
            return Optional.empty();
        }
    }

    /** What a predecessor has left would go on without anybody who tells it. */
    private static void remove(String bridge) {
        try {
            VxlanDatapath.remove(bridge);
        } catch (LinuxException refused) {
            LOG.log(Level.DEBUG, "cannot look for a fast datapath: " + refused.getMessage());
        }
    }
}
