package weave.bench.scenario;

import weave.core.control.ForwardingSnapshot;

/** Two peers that are neighbours. */
final class Names {
    static final long SELF = 0x0200_5E00_5301L;
    static final long NEIGHBOUR = 0x0200_5E00_5302L;

    private Names() {}

    /** What {@code self} knows: the other one, straight ahead. */
    static ForwardingSnapshot snapshot(long self, long other) {
        return new ForwardingSnapshot.Builder(1, self)
                .route(other, other)
                .broadcast(self, new long[] {other})
                .build();
    }
}
