/**
 * The AF_XDP datapath for real NICs. Knows UMEM, rings and the XDP program; knows nothing of
 * netlink or gossip.
 */
module weave.xdp {
    requires transitive weave.nativeheaders;
    requires transitive weave.core;

    exports weave.xdp.port to
            weave.tools,
            weave.bench;
    exports weave.xdp.program;
    exports weave.xdp.socket to
            weave.tools,
            weave.bench;
}
