package weave.core.overlay;

import org.agrona.MutableDirectBuffer;

/**
 * Encrypts and authenticates datagrams of one connection in one direction. One writer: the agent
 * that owns the connection's encoder.
 */
public interface FrameSealer {
    /** Bytes that {@link #seal} puts in front of the text. */
    int TAG_LENGTH = 16;

    /**
     * Seals {@code length} bytes at {@code offset} in place and writes the tag to the {@link
     * #TAG_LENGTH} bytes before {@code offset}.
     *
     * @param sequenceField the 64 bits that make the nonce; never used twice under one key
     */
    void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField);
}
