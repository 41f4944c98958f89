package weave.tools.weaved;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import weave.kernel.vxlan.VxlanDatapath;
import weave.tools.firewall.BridgeFilters;
import weave.tools.firewall.FilterThread;
import weave.tools.firewall.FilterWatch;
import weave.tools.firewall.OutputFilters;

/**
 * Who looks for rules that frames in VXLAN could go past, and has the datapath not let them.
 *
 * @param bridge about those that frames meet on the bridge
 * @param output about those that VXLAN meets in the host's IP
 * @param thread of both
 */
record FilterWatches(FilterWatch bridge, FilterWatch output, FilterThread thread)
        implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved");

    private static final String ON_BRIDGE = "containers stay on the bridge: ";
    private static final String THROUGH_IP = "VXLAN leaves through this host's IP: ";

    static FilterWatches start(NodeConfig config, VxlanDatapath vxlan) {
        FilterWatch bridge =
                new FilterWatch(
                        new BridgeFilters(config.bridge(), config.dockerBridge()),
                        reason -> heedBridge(vxlan, reason));
        if (!bridge.reason().isEmpty()) {
            LOG.log(Level.INFO, ON_BRIDGE + bridge.reason());
        }
        vxlan.bypass(bridge.reason().isEmpty());
        FilterWatch output =
                new FilterWatch(new OutputFilters(), reason -> heedOutput(vxlan, reason));
        if (!output.reason().isEmpty()) {
            LOG.log(Level.INFO, THROUGH_IP + output.reason());
        }
        vxlan.direct(output.reason().isEmpty());
        return new FilterWatches(bridge, output, FilterThread.start(bridge, output));
    }

    private static void heedBridge(VxlanDatapath vxlan, String reason) {
        LOG.log(
                Level.INFO,
                reason.isEmpty()
                        ? "frames of containers pass the bridge by: nobody filters there"
                        : ON_BRIDGE + reason);
        vxlan.bypass(reason.isEmpty());
    }

    private static void heedOutput(VxlanDatapath vxlan, String reason) {
        LOG.log(
                Level.INFO,
                reason.isEmpty()
                        ? "VXLAN leaves past this host's IP: nobody filters there"
                        : THROUGH_IP + reason);
        vxlan.direct(reason.isEmpty());
    }

    @Override
    public void close() {
        thread.close();
    }
}
