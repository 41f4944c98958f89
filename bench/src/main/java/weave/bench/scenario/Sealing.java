package weave.bench.scenario;

import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;
import weave.gossip.crypto.AesGcmFrameCiphers;
import weave.gossip.crypto.SecretBoxFrameCiphers;
import weave.gossip.crypto.SecretBoxes;

/** What protects the datagrams on their way. */
enum Sealing {
    /** Nothing. */
    CLEAR,
    /** XSalsa20-Poly1305 by what is fastest on this host. */
    SECRET_BOX,
    /** XSalsa20-Poly1305 in Java alone. */
    SECRET_BOX_JAVA,
    /** AES-256-GCM by what is fastest on this host. */
    AES_GCM,
    /** AES-256-GCM of the JDK. */
    AES_GCM_JAVA;

    private static final byte[] KEY = "thirty-two bytes to measure with".getBytes();
    private static final PeerName SELF = new PeerName(Names.SELF);
    private static final PeerName NEIGHBOUR = new PeerName(Names.NEIGHBOUR);

    boolean isSealed() {
        return this != CLEAR;
    }

    /** {@code null} for {@link #CLEAR}. */
    FrameSealer sealer() {
        return switch (this) {
            case CLEAR -> null;
            case SECRET_BOX -> SecretBoxes.suited().sealer(KEY, true);
            case SECRET_BOX_JAVA -> new SecretBoxFrameCiphers().sealer(KEY, true);
            case AES_GCM -> AesGcmFrameCiphers.suited().sealer(KEY, SELF, NEIGHBOUR);
            case AES_GCM_JAVA -> AesGcmFrameCiphers.ofJdk().sealer(KEY, SELF, NEIGHBOUR);
        };
    }

    /** Opens what {@link #sealer} sealed; {@code null} for {@link #CLEAR}. */
    FrameOpener opener() {
        return switch (this) {
            case CLEAR -> null;
            case SECRET_BOX -> SecretBoxes.suited().opener(KEY, true);
            case SECRET_BOX_JAVA -> new SecretBoxFrameCiphers().opener(KEY, true);
            case AES_GCM -> AesGcmFrameCiphers.suited().opener(KEY, SELF, NEIGHBOUR);
            case AES_GCM_JAVA -> AesGcmFrameCiphers.ofJdk().opener(KEY, SELF, NEIGHBOUR);
        };
    }
}
