/**
 * The forwarding engine. Knows frames, peers and overlays; knows nothing of gossip, netlink or XDP.
 * It owns every interface between the modules.
 */
module weave.core {
    requires transitive weave.nativeheaders;
    requires transitive org.agrona;

    // What gossip may know.
    exports weave.core.peer;
    exports weave.core.overlay;
    exports weave.core.control;

    // What is put together in weaved, measured in weave-bench, and implemented by the datapaths.
    exports weave.core.dataplane to
            weave.tools,
            weave.bench;
    exports weave.core.tuning to
            weave.tools,
            weave.bench,
            weave.vxlankernel;
    exports weave.core.conductor to
            weave.tools,
            weave.bench;
    exports weave.core.engine to
            weave.tools,
            weave.bench,
            weave.vxlankernel;
    exports weave.core.fastdp to
            weave.tools,
            weave.bench,
            weave.vxlankernel,
            weave.xdp;
    exports weave.core.frame to
            weave.tools,
            weave.bench,
            weave.xdp,
            weave.vxlankernel;
    exports weave.core.port to
            weave.tools,
            weave.bench,
            weave.xdp,
            weave.vxlankernel;
    exports weave.core.udp to
            weave.tools,
            weave.bench,
            weave.xdp,
            weave.vxlankernel;
    // The kernel datapath compiles the same verdicts that the agents execute.
    exports weave.core.forward to
            weave.tools,
            weave.bench,
            weave.vxlankernel;
    exports weave.core.sleeve to
            weave.tools,
            weave.bench;
}
