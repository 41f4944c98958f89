package weave.tools.host;

import weave.kernel.link.Links;

/**
 * What Open vSwitch's datapath of a bridge is called, and the ends of the pair between the two: for
 * the bridge {@code weave} as in Weave Net, for others after the bridge, so that two daemons can be
 * on one host.
 *
 * <pre>
 *   containers ── bridge ── bridgeEnd ═ datapathEnd ── datapath ── other hosts
 * </pre>
 */
public record OdpNames(String datapath, String bridgeEnd, String datapathEnd) {
    private static final OdpNames OF_WEAVE =
            new OdpNames("datapath", "vethwe-bridge", "vethwe-datapath");

    /** Those that belong to a bridge. */
    public static OdpNames of(String bridge) {
        return bridge.equals("weave")
                ? OF_WEAVE
                : new OdpNames(
                        WeaveBridge.named(bridge, "-odp"),
                        WeaveBridge.named(bridge, "-vbr"),
                        WeaveBridge.named(bridge, "-vdp"));
    }

    /**
     * Makes the pair if it is not there, and its end at the datapath ready.
     *
     * @throws weave.linux.LinuxException if the kernel refuses
     */
    public void connect(Links links, int mtu) {
        if (links.byName(bridgeEnd).isEmpty()) {
            links.createVethPair(bridgeEnd, datapathEnd, mtu);
        }
        links.byName(datapathEnd)
                .ifPresent(end -> {
                    links.setMtu(end, mtu);
                    links.setUp(end);
                });
    }
}
