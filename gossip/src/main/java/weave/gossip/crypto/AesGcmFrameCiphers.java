package weave.gossip.crypto;

import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;

/**
 * Encrypts datagrams with AES-256-GCM, as only peers that announce it can open them; see
 * docs/protocol/crypto.md. A datagram longer than all before it and a change of keys allocate; else
 * the garbage of a datagram is what the JDK's cipher makes, about 1 KB.
 */
public final class AesGcmFrameCiphers {
    /** What neighbours call it. */
    public static final String NAME = "aes-256-gcm";

    /** Bytes that hold a usual datagram; more are had when one is longer. */
    static final int SCRATCH_LENGTH = 2048;

    private AesGcmFrameCiphers() {}

    /**
     * @param sessionKey 32 bytes; not kept
     */
    public static FrameSealer sealer(byte[] sessionKey, PeerName sender, PeerName receiver) {
        return new AesGcmSealer(sessionKey, sender, receiver, AesGcmSealer.DATAGRAMS_PER_KEY_MAX);
    }

    /**
     * @param sessionKey 32 bytes; not kept
     */
    public static FrameOpener opener(byte[] sessionKey, PeerName sender, PeerName receiver) {
        return new AesGcmOpener(sessionKey, sender, receiver);
    }
}
