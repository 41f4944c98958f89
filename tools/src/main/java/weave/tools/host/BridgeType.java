package weave.tools.host;

/** How containers are plugged together on a host, by Weave Net's names. */
public enum BridgeType {
    /** A Linux bridge; what leads from it to other hosts is a port of it, or passes it by. */
    BRIDGE("bridge"),

    /** A Linux bridge, and a pair of links that leads from it to Open vSwitch's datapath. */
    BRIDGED_FASTDP("bridged_fastdp"),

    /** Open vSwitch's datapath alone, with a port for each container. */
    FASTDP("fastdp");

    private final String text;

    BridgeType(String text) {
        this.text = text;
    }

    /** Its name for people and scripts. */
    public String text() {
        return text;
    }

    /** Whether there is a Linux bridge. */
    public boolean isBridged() {
        return this != FASTDP;
    }
}
