package weave.gossip.crypto;

import org.bouncycastle.util.Arrays;

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
    private static final int KEY_LENGTH = 32;

    public static final int TAG_LENGTH = 16;

    /** Bit of the nonce's origin byte: the sender dialled the TCP connection. */
    public static final int ORIGIN_DIALLER = 0x80;

    /** Bit of the nonce's origin byte: a TCP message, not a datagram. */
    public static final int ORIGIN_TCP = 0x40;

    private final SecretStream stream;
    private final byte[] expectedTag = new byte[TAG_LENGTH];

    /**
     * @param key 32 bytes
     * @param origin the first byte of every nonce: who seals, and for which carrier
     */
    public SecretBox(byte[] key, int origin) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has 32 bytes");
        }
        stream = new SecretStream(key, origin);
    }

    /**
     * Encrypts {@code length} bytes at {@code offset} in place and writes the tag to the {@link
     * #TAG_LENGTH} bytes before them.
     *
     * @param number never used twice
     */
    public void seal(long number, byte[] buffer, int offset, int length) {
        stream.begin(number);
        stream.encrypt(buffer, offset, length);
        stream.tag(buffer, offset - TAG_LENGTH);
    }

    /**
     * Verifies and decrypts in place: the tag lies at {@code offset}, the text behind it.
     *
     * @param length of tag and text together, untrusted
     * @return whether it was genuine; if not, the bytes are undefined
     */
    public boolean open(long number, byte[] buffer, int offset, int length) {
        if (length < TAG_LENGTH) {
            return false;
        }
        stream.begin(number);
        stream.decrypt(buffer, offset + TAG_LENGTH, length - TAG_LENGTH);
        stream.tag(expectedTag, 0);
        return Arrays.constantTimeAreEqual(TAG_LENGTH, expectedTag, 0, buffer, offset);
    }

    /** Leaves the key out: it never reaches a log. */
    @Override
    public String toString() {
        return "SecretBox";
    }
}
