package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Side;

/** A kernel VXLAN device and a bridge on each host: what a kernel overlay does. */
public final class KernelVxlan implements Carrier {
    /** IPv4, UDP, VXLAN and inner Ethernet header, in bytes. */
    private static final int OVERHEAD = 20 + 8 + 8 + 14;

    @Override
    public String name() {
        return "kernel-vxlan";
    }

    @Override
    public List<String> programs() {
        return List.of();
    }

    @Override
    public Ends up(Lab lab) {
        for (Side side : Side.values()) {
            Namespace host = lab.host(side);
            int mtu = host.mtu(Lab.UPLINK) - OVERHEAD;
            String bridge = lab.bridge(side);
            host.ip(
                    "link add vx type vxlan id 42 dstport 4789 local "
                            + Lab.hostIp(side)
                            + " remote "
                            + Lab.hostIp(side.other()));
            host.ip("link set vx mtu " + mtu + " master " + bridge + " up");
            lab.attach(side, bridge, mtu);
        }
        return Ends.containers(lab);
    }
}
