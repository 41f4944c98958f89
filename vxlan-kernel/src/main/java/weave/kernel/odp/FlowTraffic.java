package weave.kernel.odp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import weave.core.fastdp.VxlanLayout;
import weave.core.overlay.OverlayTraffic;
import weave.kernel.odp.FlowAction.SetTunnel;
import weave.linux.LinuxException;

/** What the kernel has carried to and from each host: by flows that are, and by those that were. */
final class FlowTraffic {
    /** Flows are counted again when the last count is older. */
    private static final long AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final Openvswitch kernel;
    private final Datapath datapath;
    private final Map<Integer, Sum> gone = new HashMap<>();

    /** What flows had carried when they were told to do something else. */
    private final Map<FlowKey, Flow> before = new HashMap<>();

    private Map<Integer, Sum> present = Map.of();
    private boolean isCounted;
    private long countedNanos;

    /** Packets and bytes, each in both directions; bytes with the VXLAN header. */
    private static final class Sum {
        private long packetsSent;
        private long bytesSent;
        private long packetsReceived;
        private long bytesReceived;

        private void add(Sum other) {
            packetsSent += other.packetsSent;
            bytesSent += other.bytesSent;
            packetsReceived += other.packetsReceived;
            bytesReceived += other.bytesReceived;
        }
    }

    FlowTraffic(Openvswitch kernel, Datapath datapath) {
        this.kernel = kernel;
        this.datapath = datapath;
    }

    /** A flow has begun to do something else than {@code actions}; {@code flow} is it now. */
    synchronized void replaced(FlowKey key, List<FlowAction> actions, Flow flow) {
        add(gone, key, actions, flow);
        before.put(key, flow);
    }

    /** A flow is no more, and this was the last of it. */
    synchronized void removed(FlowKey key, List<FlowAction> actions, Flow last) {
        add(gone, key, actions, last);
        before.remove(key);
    }

    /** With a host, since the datapath is known. Any thread. */
    synchronized OverlayTraffic of(int ip, long nowNanos) {
        if (!isCounted || nowNanos - countedNanos > AGE_NANOS_MAX) {
            count();
            isCounted = true;
            countedNanos = nowNanos;
        }
        Sum sum = new Sum();
        sum.add(gone.getOrDefault(ip, new Sum()));
        sum.add(present.getOrDefault(ip, new Sum()));
        return new OverlayTraffic(
                sum.packetsSent, sum.bytesSent, sum.packetsReceived, sum.bytesReceived);
    }

    private void count() {
        Map<Integer, Sum> sums = new HashMap<>();
        try {
            for (Flow flow : kernel.flows(datapath)) {
                if (flow.isOurs()) {
                    add(sums, flow.key(), flow.actions(), flow);
                }
            }
            present = sums;
        } catch (LinuxException e) {
            // The datapath is gone, or too busy to be listed: the last count has to do.
            isCounted = false;
        }
    }

    private void add(Map<Integer, Sum> sums, FlowKey key, List<FlowAction> actions, Flow flow) {
        Flow earlier = before.get(key);
        // One that somebody deleted has begun to count anew.
        boolean goesOn = earlier != null && earlier.packets() <= flow.packets();
        long packets = flow.packets() - (goesOn ? earlier.packets() : 0);
        long bytes =
                flow.bytes() - (goesOn ? earlier.bytes() : 0) + packets * VxlanLayout.HEADER_LENGTH;
        if (key.tunnel() != null) {
            Sum sum = sums.computeIfAbsent(key.tunnel().source(), ip -> new Sum());
            sum.packetsReceived += packets;
            sum.bytesReceived += bytes;
        }
        for (FlowAction action : actions) {
            if (action instanceof SetTunnel tunnel) {
                Sum sum = sums.computeIfAbsent(tunnel.destination(), ip -> new Sum());
                sum.packetsSent += packets;
                sum.bytesSent += bytes;
            }
        }
    }
}
