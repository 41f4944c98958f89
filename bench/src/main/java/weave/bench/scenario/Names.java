package weave.bench.scenario;

import weave.core.control.ForwardingSnapshot;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.gossip.crypto.SecretBoxFrameCiphers;

/** Two peers that are neighbours, and the key between them. */
final class Names {
    static final long SELF = 0x0200_5E00_5301L;
    static final long NEIGHBOUR = 0x0200_5E00_5302L;

    private static final byte[] KEY = "thirty-two bytes to measure with".getBytes();

    private Names() {}

    /** What {@code self} knows: the other one, straight ahead. */
    static ForwardingSnapshot snapshot(long self, long other) {
        return new ForwardingSnapshot.Builder(1, self)
                .route(other, other)
                .broadcast(self, new long[] {other})
                .build();
    }

    static FrameSealer sealer() {
        return new SecretBoxFrameCiphers().sealer(KEY, true);
    }

    /** Opens what {@link #sealer} sealed. */
    static FrameOpener opener() {
        return new SecretBoxFrameCiphers().opener(KEY, true);
    }
}
