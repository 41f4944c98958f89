package weave.gossip.crypto;

/**
 * Encrypts and authenticates what one side sends under one key: XSalsa20-Poly1305, the tag in front
 * of the text.
 *
 * <pre>
 *   nonce:  | origin (1) | zero (15) | number (8, big-endian) |
 *   box:    | tag (16) | text, encrypted |
 * </pre>
 *
 * <p>Not for use by several threads.
 */
public final class SecretBox {
    public static final int TAG_LENGTH = 16;

    /** Bit of the nonce's origin byte: the sender dialled the TCP connection. */
    public static final int ORIGIN_DIALLER = 0x80;

    /** Bit of the nonce's origin byte: a TCP message, not a datagram. */
    public static final int ORIGIN_TCP = 0x40;

    /**
     * @param key 32 bytes
     * @param origin the first byte of every nonce: who seals, and for which carrier
     */
    public SecretBox(byte[] key, int origin) {
        throw new UnsupportedOperationException();
    }

    /**
     * Encrypts {@code length} bytes at {@code offset} in place and writes the tag to the {@link
     * #TAG_LENGTH} bytes before them.
     *
     * @param number never used twice
     */
    public void seal(long number, byte[] buffer, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /**
     * Verifies and decrypts in place: the tag lies at {@code offset}, the text behind it.
     *
     * @param length of tag and text together, untrusted
     * @return whether it was genuine; if not, the bytes are undefined
     */
    public boolean open(long number, byte[] buffer, int offset, int length) {
        throw new UnsupportedOperationException();
    }
}
