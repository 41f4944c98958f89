/**
 * The AF_XDP datapath for real NICs. Knows UMEM, rings and the XDP program; knows nothing of
 * netlink or gossip.
 */
module weave.xdp {
    requires weave.nativeheaders;

    exports weave.xdp.program;
}
