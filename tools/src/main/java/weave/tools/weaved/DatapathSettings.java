package weave.tools.weaved;

/**
 * How frames are to be carried.
 *
 * @param choice of the operator
 * @param bypass whether frames may pass the bridge by
 */
record DatapathSettings(Choice choice, boolean bypass) {
    /** What carries frames besides sleeve. */
    enum Choice {
        /** The best that the kernel has. */
        AUTO,
        VXLAN,

        /** Nothing: user space alone. */
        SLEEVE
    }
}
