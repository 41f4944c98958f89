package weave.tools.weaved;

/**
 * How frames are to be carried.
 *
 * @param choice of the operator
 * @param odpName of Open vSwitch's datapath
 * @param bypass whether frames may pass the bridge by
 */
record DatapathSettings(Choice choice, String odpName, boolean bypass) {
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
