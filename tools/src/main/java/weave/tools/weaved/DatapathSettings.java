package weave.tools.weaved;

import java.time.Duration;
import java.util.Optional;
import weave.tools.uplink.UplinkSettings;

/**
 * How frames are to be carried.
 *
 * @param choice of the operator
 * @param odpName of Open vSwitch's datapath
 * @param bridged whether containers are on a bridge where Open vSwitch could do without
 * @param bypass whether frames may pass the bridge by
 * @param fastdp whether user space may carry VXLAN where no kernel does
 * @param espRekey how old the keys get by which the kernel encrypts
 * @param uplink by which user space may go past the kernel; empty if it may not
 */
record DatapathSettings(
        Choice choice,
        String odpName,
        boolean bridged,
        boolean bypass,
        boolean fastdp,
        Duration espRekey,
        Optional<UplinkSettings> uplink) {
    /** What carries frames besides sleeve. */
    enum Choice {
        /** The best that the kernel has. */
        AUTO,

        /** VXLAN devices and BPF programs. */
        VXLAN,

        /** Open vSwitch's datapath. */
        ODP,

        /** Nothing: user space alone, which the uplink's queues serve. */
        XDP,

        /** Nothing: user space alone. */
        SLEEVE
    }
}
