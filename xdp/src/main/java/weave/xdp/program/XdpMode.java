package weave.xdp.program;

import weave.linux.netlink.IfLinkConstants;

/** Where in the kernel an XDP program runs. */
public enum XdpMode {
    /** In the driver, before there is a socket buffer: fast, and the way to zero copy. */
    DRIVER(IfLinkConstants.XDP_FLAGS_DRV_MODE),

    /** In the kernel's own code, on the socket buffer: slower, but with every driver. */
    GENERIC(IfLinkConstants.XDP_FLAGS_SKB_MODE);

    final int flag;

    XdpMode(int flag) {
        this.flag = flag;
    }
}
