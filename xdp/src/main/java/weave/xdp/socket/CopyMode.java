package weave.xdp.socket;

import weave.linux.xdp.XdpConstants;

/** How frames come from the NIC's memory into ours. */
public enum CopyMode {
    /** Not at all where the driver can do without, else by copying. */
    ANY(0),

    /** The kernel copies each, which works with every driver. */
    COPY(XdpConstants.XDP_COPY),

    /** The NIC writes and reads our memory itself. */
    ZERO_COPY(XdpConstants.XDP_ZEROCOPY);

    /** For {@code bind(2)}. */
    final int flag;

    CopyMode(int flag) {
        this.flag = flag;
    }
}
