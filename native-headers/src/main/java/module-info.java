/**
 * System calls and kernel structures through the foreign function API: the one module that touches
 * native code. Knows the kernel's ABI, and those of libsodium and libcrypto where there are such,
 * and nothing of frames, peers or overlays.
 */
module weave.nativeheaders {
    exports weave.linux;
    exports weave.linux.bpf;
    exports weave.linux.call;
    exports weave.linux.netlink;
    exports weave.linux.openvswitch;
    exports weave.linux.openssl to
            weave.gossip;
    exports weave.linux.sodium to
            weave.gossip;
    exports weave.linux.socket;
    exports weave.linux.tun;
    exports weave.linux.xdp;
    exports weave.linux.xfrm;
}
