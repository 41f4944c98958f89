package weave.gossip.crypto;

import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.linux.sodium.Sodium;

/**
 * Encrypts datagrams with XSalsa20-Poly1305, as every peer of the mesh can open them. All
 * implementations make the same bytes.
 */
public sealed interface SecretBoxes permits SecretBoxFrameCiphers, SodiumFrameCiphers {
    /** The fastest on this host. */
    static SecretBoxes suited() {
        return Sodium.isPresent() ? new SodiumFrameCiphers() : new SecretBoxFrameCiphers();
    }

    /** The library that does the work, for logs. */
    String library();

    /**
     * @param sessionKey 32 bytes; copied
     * @param dialler whether the sealing side dialled the TCP connection (bit 7 of the nonce)
     */
    FrameSealer sealer(byte[] sessionKey, boolean dialler);

    /**
     * @param sessionKey 32 bytes; copied
     * @param dialler whether the side that sealed dialled the TCP connection
     */
    FrameOpener opener(byte[] sessionKey, boolean dialler);
}
