package weave.gossip.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * AES-256-GCM under the key of one epoch and direction. The nonce is a secret start value with the
 * sequence field mixed into its last 8 bytes: other fields make other nonces. Buffers are outside
 * the heap, datagrams lie in them as {@link weave.core.overlay.FrameSealer} has it. One thread.
 *
 * <pre>
 *   material:  | key (32) | start value (12) |
 * </pre>
 */
sealed interface GcmKey permits JdkGcmKey, OpensslGcmKey {
    int TAG_LENGTH = 16;
    int MATERIAL_LENGTH = 44;
    int KEY_LENGTH = 32;
    int NONCE_LENGTH = MATERIAL_LENGTH - KEY_LENGTH;

    /** Of the 8 bytes of the nonce that differ from datagram to datagram. */
    int NONCE_FIELD_OFFSET = NONCE_LENGTH - Long.BYTES;

    int epoch();

    /**
     * Encrypts a text, the first {@code headLength} bytes of it at {@code offset} and the others
     * elsewhere, to {@code offset}, and puts the tag before it.
     *
     * @param tail where the others are, {@code tailLength} of them at {@code tailOffset}
     * @param field never used twice with this key
     */
    void seal(
            MutableDirectBuffer buffer,
            int offset,
            int headLength,
            DirectBuffer tail,
            int tailOffset,
            int tailLength,
            long field);

    /**
     * Verifies and decrypts a text that lies behind its tag at {@code offset}, in place.
     *
     * @param length of both; the bytes are there, and the header before them
     * @return whether it was genuine; if not, the bytes are undefined
     */
    boolean open(MutableDirectBuffer buffer, int offset, int length, long field);

    /** Not to be used afterwards. */
    void wipe();
}
