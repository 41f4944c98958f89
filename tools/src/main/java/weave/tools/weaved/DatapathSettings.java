package weave.tools.weaved;

import java.time.Duration;

/**
 * How frames are to be carried.
 *
 * @param choice of the operator
 * @param odpName of Open vSwitch's datapath
 * @param bypass whether frames may pass the bridge by
 * @param espRekey how old the keys get by which the kernel encrypts
 */
record DatapathSettings(Choice choice, String odpName, boolean bypass, Duration espRekey) {
    /** What carries frames besides sleeve. */
    enum Choice {
        /** The best that the kernel has. */
        AUTO,

        /** VXLAN devices and BPF programs. */
        VXLAN,

        /** Open vSwitch's datapath. */
        ODP,

        /** Nothing: user space alone. */
        SLEEVE
    }
}
