package weave.core.conductor;

import weave.core.overlay.OverlayTraffic;

/**
 * The agents carry all frames of the fast datapath: egress knows from each {@link
 * weave.core.engine.FastPath} where they go, ingress takes VXLAN at one port. So there is nobody
 * else to be told.
 */
public final class UserSpaceCarrier implements FastCarrier {
    private final int udpPort;

    /**
     * @param udpPort where VXLAN is received
     */
    public UserSpaceCarrier(int udpPort) {
        this.udpPort = udpPort;
    }

    @Override
    public String name() {
        return "user space";
    }

    @Override
    public boolean isUserSpace() {
        return true;
    }

    @Override
    public boolean receivesAt(int port) {
        return port == udpPort;
    }

    @Override
    public void neighbour(long peer, long address, boolean encrypted) {}

    @Override
    public void carry(long peer, boolean carries) {}

    @Override
    public void forget(long peer) {}

    @Override
    public OverlayTraffic traffic(long peer) {
        return OverlayTraffic.NONE;
    }
}
