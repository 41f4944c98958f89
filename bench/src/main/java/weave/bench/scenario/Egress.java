package weave.bench.scenario;

import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.engine.Limits;
import weave.core.forward.Forwarder;
import weave.core.forward.MacTables;
import weave.core.frame.Ethernet;

/** Learning and deciding as the egress agent does it, knowing the neighbour's MACs. */
final class Egress {
    private final MacTables macs =
            new MacTables(Names.SELF, Limits.MACS_MAX, TimeUnit.SECONDS.toNanos(1));
    private final ForwardingSnapshot snapshot = Names.snapshot(Names.SELF, Names.NEIGHBOUR);

    Egress(Frames frames) {
        long nowNanos = System.nanoTime();
        for (int i = 0; i < frames.count(); i++) {
            macs.learnRemote(Frames.destinationMac(i), Names.NEIGHBOUR, nowNanos);
        }
    }

    ForwardingSnapshot snapshot() {
        return snapshot;
    }

    /** A verdict. */
    long decide(MutableDirectBuffer buffer, int offset, long nowNanos) {
        long sourceMac = Ethernet.source(buffer, offset);
        long destinationMac = Ethernet.destination(buffer, offset);
        long sourceHome = macs.activeHomeOf(sourceMac, nowNanos);
        if (sourceHome == ForwardingSnapshot.NONE) {
            macs.learnLocal(sourceMac, nowNanos);
        }
        return Forwarder.decideCaptured(
                snapshot,
                sourceHome,
                destinationMac,
                macs.isLocal(destinationMac),
                macs.homeOf(destinationMac));
    }
}
