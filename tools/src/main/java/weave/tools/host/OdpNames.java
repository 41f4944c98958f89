package weave.tools.host;

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
}
