/**
 * The kernel's networking, driven over netlink: links, bridges and addresses here; later the kernel
 * datapaths. Knows nothing of gossip or AF_XDP.
 */
module weave.vxlankernel {
    requires transitive weave.nativeheaders;
    requires transitive weave.core;

    exports weave.kernel.generic;
    exports weave.kernel.link;
    exports weave.kernel.netfilter;
    exports weave.kernel.netlink;
    exports weave.kernel.odp to
            weave.tools,
            weave.bench;
    exports weave.kernel.tc;
    exports weave.kernel.uplink to
            weave.tools,
            weave.bench;
    exports weave.kernel.vxlan to
            weave.tools,
            weave.bench;
    exports weave.kernel.xfrm to
            weave.tools,
            weave.bench;
}
