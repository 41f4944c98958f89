package weave.bench.scenario;

import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import weave.core.control.ForwardingSnapshot;
import weave.core.engine.Limits;
import weave.core.forward.Forwarder;
import weave.core.forward.MacTables;
import weave.core.forward.Verdict;
import weave.core.frame.Ethernet;
import weave.core.frame.VnetHeader;
import weave.core.sleeve.RecordHandler;

/** Deciding and learning as the neighbour's ingress agent does it, with its containers known. */
final class Ingress implements RecordHandler {
    private final MacTables macs =
            new MacTables(Names.NEIGHBOUR, Limits.MACS_MAX, TimeUnit.SECONDS.toNanos(1));
    private final ForwardingSnapshot snapshot = Names.snapshot(Names.NEIGHBOUR, Names.SELF);
    private long nowNanos;
    private long delivered;

    Ingress(Frames frames) {
        long seenNanos = System.nanoTime();
        for (int i = 0; i < frames.count(); i++) {
            macs.learnLocal(Frames.destinationMac(i), seenNanos);
        }
    }

    /** A burst begins. */
    void begin(long now) {
        nowNanos = now;
        delivered = 0;
    }

    /** How many frames of the burst went to a container. */
    long delivered() {
        return delivered;
    }

    @Override
    public void onRecord(
            long source, long destination, MutableDirectBuffer buffer, int offset, int length) {
        boolean isLocal = macs.isLocal(Ethernet.destination(buffer, offset));
        long verdict = Forwarder.decideReceived(snapshot, source, destination, isLocal);
        if (Verdict.kind(verdict) == Verdict.DELIVER) {
            macs.learnRemote(Ethernet.source(buffer, offset), source, nowNanos);
            VnetHeader.clear(buffer, offset);
            delivered++;
        }
    }
}
