package weave.core.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The rings between the agents of all queues, one for each producer and taker, so that none has two
 * writers. The takers of frames are egresses; an egress does not hand over to itself. The takers of
 * datagrams are ingresses.
 */
final class HandOverRings implements AutoCloseable {
    private final HandOverRing[][] fromEgress;
    private final HandOverRing[][] fromIngress;

    /** From ingress to ingress. */
    private final HandOverRing[][] datagrams;

    /**
     * @param withDatagrams whether ingresses hand over datagrams to each other
     */
    HandOverRings(int queues, boolean withDatagrams) {
        fromEgress = new HandOverRing[queues][queues];
        fromIngress = new HandOverRing[queues][queues];
        datagrams = new HandOverRing[queues][queues];
        int capacity = Limits.handOverLength(queues);
        for (int from = 0; from < queues; from++) {
            for (int to = 0; to < queues; to++) {
                fromIngress[from][to] = new HandOverRing(capacity);
                if (from != to) {
                    fromEgress[from][to] = new HandOverRing(capacity);
                    datagrams[from][to] = withDatagrams ? new HandOverRing(capacity) : null;
                }
            }
        }
    }

    /** By the queue they lead to; {@code null} for its own. */
    HandOverRing[] fromEgress(int queue) {
        return fromEgress[queue];
    }

    /** By the queue they lead to. */
    HandOverRing[] fromIngress(int queue) {
        return fromIngress[queue];
    }

    /** All that lead to the egress of a queue, its own ingress's first. */
    HandOverRing[] to(int queue) {
        List<HandOverRing> rings = new ArrayList<>();
        rings.add(fromIngress[queue][queue]);
        for (int from = 0; from < fromEgress.length; from++) {
            if (from != queue) {
                rings.add(fromIngress[from][queue]);
                rings.add(fromEgress[from][queue]);
            }
        }
        return rings.toArray(HandOverRing[]::new);
    }

    /** Datagrams, by the queue they lead to; {@code null} for its own. */
    HandOverRing[] datagramsFrom(int queue) {
        return datagrams[queue];
    }

    /** All that lead to the ingress of a queue; none where nobody hands over datagrams. */
    List<HandOverRing> datagramsTo(int queue) {
        List<HandOverRing> rings = new ArrayList<>();
        for (HandOverRing[] from : datagrams) {
            if (from[queue] != null) {
                rings.add(from[queue]);
            }
        }
        return rings;
    }

    @Override
    public void close() {
        for (int queue = 0; queue < fromEgress.length; queue++) {
            for (HandOverRing ring : to(queue)) {
                ring.close();
            }
            datagramsTo(queue).forEach(HandOverRing::close);
        }
    }
}
