/**
 * The forwarding engine. Knows frames, peers and overlays; knows nothing of gossip, netlink or XDP.
 * It owns every interface between the modules.
 */
module weave.core {
    requires transitive weave.nativeheaders;
    requires transitive org.agrona;

    exports weave.core.peer;
    exports weave.core.overlay;
    exports weave.core.control;
}
