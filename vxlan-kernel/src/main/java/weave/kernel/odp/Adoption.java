package weave.kernel.odp;

import java.util.HashMap;
import java.util.Map;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;

/**
 * Takes over the flows that an earlier run left, and what they say about where addresses live: its
 * containers keep talking meanwhile.
 */
final class Adoption {
    private final Homes homes;

    /**
     * The short ids of the peers from which addresses were seen to send, until we know the peers.
     */
    private final Map<Long, Integer> sources = new HashMap<>();

    Adoption(Homes homes) {
        this.homes = homes;
    }

    /** Takes over what fits, removes what does not. */
    void adopt(
            Openvswitch kernel, Datapath datapath, OdpPorts ports, FlowTable table, long nowNanos) {
        for (Flow flow : kernel.flows(datapath)) {
            // What came from user space is the predecessor's, which is no more; its port's number
            // may have been a container's.
            boolean isFromUserSpace = flow.isOurs() && flow.key().inPort() == ports.userSpace();
            if (isFromUserSpace || !FlowTable.fits(flow, ports)) {
                kernel.deleteFlow(datapath, flow);
                continue;
            }
            table.adopt(flow, nowNanos);
            FlowKey key = flow.key();
            if (key.source() == FlowKey.ANY || Ethernet.isGroup(key.source())) {
                continue;
            }
            if (key.tunnel() != null) {
                sources.put(key.source(), VxlanLayout.sourceShortId(key.tunnel().id()));
            } else if (ports.isLocal(key.inPort())) {
                homes.seeLocal(key.source(), key.inPort(), false, nowNanos);
            }
        }
    }

    /** Now there are routes, and with them the peers of short ids. */
    void resolve(ForwardingSnapshot snapshot, long nowNanos) {
        sources.entrySet()
                .removeIf(source -> {
                    long peer = snapshot.principal(source.getValue());
                    if (peer != ForwardingSnapshot.NONE && peer != snapshot.self()) {
                        homes.sight(source.getKey(), peer, nowNanos);
                        return true;
                    }
                    return false;
                });
    }
}
