package weave.core.overlay;

import weave.core.peer.PeerName;

/** Makes the keys with which the kernel encrypts. See docs/protocol/fastdp.md. Any thread. */
public interface EspKeys {
    /** Bytes of a nonce. */
    int NONCE_LENGTH = 32;

    /** Bytes of a key: 32 for AES-256, and 4 of salt. */
    int KEY_LENGTH = 36;

    /** A new nonce, of random bytes. */
    byte[] nonce();

    /**
     * The key of one direction.
     *
     * @param sessionKey 32 bytes, not kept
     * @param nonce the receiver's, of {@link #NONCE_LENGTH} bytes
     * @param receiver who receives in this direction
     * @return {@link #KEY_LENGTH} bytes, the caller's to wipe
     */
    byte[] derive(byte[] sessionKey, byte[] nonce, PeerName receiver);
}
