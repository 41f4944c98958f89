package weave.bench.mesh;

import java.util.List;

/**
 * What something took, of all peers together.
 *
 * @param topologyBytes of gossip about the topology
 * @param topologyMessages in which it was sent
 * @param ipamBytes of gossip about addresses
 * @param ipamMessages in which it was sent
 * @param cpuSeconds of the one thread that is all the peers
 * @param seconds of virtual time, until everybody had heard
 */
public record Cost(
        double topologyBytes,
        double topologyMessages,
        double ipamBytes,
        double ipamMessages,
        double cpuSeconds,
        double seconds) {
    private static final Cost NOTHING = new Cost(0, 0, 0, 0, 0, 0);

    static Cost average(List<Cost> costs) {
        return costs.stream().reduce(NOTHING, Cost::plus).times(1.0 / costs.size());
    }

    Cost plus(Cost other) {
        return new Cost(
                topologyBytes + other.topologyBytes,
                topologyMessages + other.topologyMessages,
                ipamBytes + other.ipamBytes,
                ipamMessages + other.ipamMessages,
                cpuSeconds + other.cpuSeconds,
                seconds + other.seconds);
    }

    /** Without another; the time stays. */
    Cost less(Cost other) {
        return plus(other.times(-1)).withSeconds(seconds);
    }

    Cost times(double factor) {
        return new Cost(
                factor * topologyBytes,
                factor * topologyMessages,
                factor * ipamBytes,
                factor * ipamMessages,
                factor * cpuSeconds,
                factor * seconds);
    }

    Cost withSeconds(double value) {
        return new Cost(
                topologyBytes, topologyMessages, ipamBytes, ipamMessages, cpuSeconds, value);
    }
}
