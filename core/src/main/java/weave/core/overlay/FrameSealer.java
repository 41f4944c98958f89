package weave.core.overlay;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Encrypts and authenticates datagrams of one connection in one direction. One writer: the agent
 * that owns the connection's encoder.
 *
 * <pre>
 *   | header (14), in clear | tag (16) | text |
 *                                      ^ offset
 *   header:  | sender name (6) | sequence field (8) |
 * </pre>
 */
public interface FrameSealer {
    /** Bytes that {@link #seal} puts in front of the text. */
    int TAG_LENGTH = 16;

    /** Bytes in clear in front of the tag. */
    int HEADER_LENGTH = 14;

    /**
     * Seals {@code length} bytes at {@code offset} in place and writes the tag to the {@link
     * #TAG_LENGTH} bytes before {@code offset}. The header must be there; some ciphers authenticate
     * it.
     *
     * @param buffer outside the heap
     * @param sequenceField the 64 bits that make the nonce; never used twice under one key, and
     *     containing the present {@link #epochField}
     */
    void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField);

    /**
     * The same for a text whose end lies elsewhere and has not been copied yet: a cipher that
     * copies anyway need not do so twice.
     *
     * @param headLength bytes of the text at {@code offset}; the others are to follow it
     * @param tail where the others are, {@code tailLength} of them at {@code tailOffset}
     */
    default void seal(
            MutableDirectBuffer buffer,
            int offset,
            int headLength,
            DirectBuffer tail,
            int tailOffset,
            int tailLength,
            long sequenceField) {
        buffer.putBytes(offset + headLength, tail, tailOffset, tailLength);
        seal(buffer, offset, headLength + tailLength, sequenceField);
    }

    /**
     * What says in the sequence field of the next datagram under which of several keys it is
     * sealed. The bits for it are clear in the numbers of datagrams.
     */
    default long epochField() {
        return 0;
    }

    /**
     * Seals under a new key from the next datagram on, if this cipher has several.
     *
     * @return false if there are no more keys, or soon will not be: a new connection is needed
     */
    default boolean renewKey() {
        return true;
    }
}
