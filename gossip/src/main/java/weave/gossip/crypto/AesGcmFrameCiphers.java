package weave.gossip.crypto;

import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;

/**
 * Encrypts datagrams with AES-256-GCM, as only peers that announce it can open them; see
 * docs/protocol/crypto.md. A change of keys allocates; datagrams do only where there is no OpenSSL,
 * see {@link JdkGcmKey}.
 */
public final class AesGcmFrameCiphers {
    /** What neighbours call it. */
    public static final String NAME = "aes-256-gcm";

    private final GcmKeys library;

    AesGcmFrameCiphers(GcmKeys library) {
        this.library = library;
    }

    /** By the fastest library of this host. */
    public static AesGcmFrameCiphers suited() {
        return new AesGcmFrameCiphers(GcmKeys.suited());
    }

    /** By the JDK alone. */
    public static AesGcmFrameCiphers ofJdk() {
        return new AesGcmFrameCiphers(GcmKeys.JDK);
    }

    /** The library that does the work, for logs. */
    public String library() {
        return library.library();
    }

    /**
     * @param sessionKey 32 bytes; not kept
     */
    public FrameSealer sealer(byte[] sessionKey, PeerName sender, PeerName receiver) {
        return new AesGcmSealer(
                library, sessionKey, sender, receiver, AesGcmSealer.DATAGRAMS_PER_KEY_MAX);
    }

    /**
     * @param sessionKey 32 bytes; not kept
     */
    public FrameOpener opener(byte[] sessionKey, PeerName sender, PeerName receiver) {
        return new AesGcmOpener(library, sessionKey, sender, receiver);
    }
}
