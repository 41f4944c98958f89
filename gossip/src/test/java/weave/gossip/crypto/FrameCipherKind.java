package weave.gossip.crypto;

import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;

/** Every implementation of {@link FrameSealer} and {@link FrameOpener}. */
enum FrameCipherKind {
    AES_GCM_OPENSSL(0),
    /** An array and a state of the JDK's cipher for each datagram; nothing that grows with it. */
    AES_GCM_JDK(1_300),
    SODIUM(0),
    /** A key object and its copy of 32 bytes. */
    BOUNCY_CASTLE(160);

    private static final PeerName DIALLER = PeerName.parse("02:00:00:00:00:0d");
    private static final PeerName OTHER = PeerName.parse("02:00:00:00:00:0e");

    /** Bytes of heap that a datagram may cost, sealed or opened. */
    final int garbageMax;

    FrameCipherKind(int garbageMax) {
        this.garbageMax = garbageMax;
    }

    FrameSealer sealer(byte[] key, boolean dialler) {
        return switch (this) {
            case AES_GCM_OPENSSL, AES_GCM_JDK ->
                    aesGcm().sealer(key, from(dialler), from(!dialler));
            case SODIUM -> new SodiumFrameCiphers().sealer(key, dialler);
            case BOUNCY_CASTLE -> new SecretBoxFrameCiphers().sealer(key, dialler);
        };
    }

    FrameOpener opener(byte[] key, boolean dialler) {
        return switch (this) {
            case AES_GCM_OPENSSL, AES_GCM_JDK ->
                    aesGcm().opener(key, from(dialler), from(!dialler));
            case SODIUM -> new SodiumFrameCiphers().opener(key, dialler);
            case BOUNCY_CASTLE -> new SecretBoxFrameCiphers().opener(key, dialler);
        };
    }

    /** The first byte that a change of is noticed: the sender's name chooses the connection. */
    int authenticFrom() {
        return this == AES_GCM_OPENSSL || this == AES_GCM_JDK ? 0 : PeerName.LENGTH;
    }

    private AesGcmFrameCiphers aesGcm() {
        return new AesGcmFrameCiphers(this == AES_GCM_JDK ? GcmKeys.JDK : GcmKeys.OPENSSL);
    }

    private static PeerName from(boolean dialler) {
        return dialler ? DIALLER : OTHER;
    }
}
