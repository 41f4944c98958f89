package weave.core.overlay;

import org.agrona.MutableDirectBuffer;

/** Opens what the neighbour's {@link FrameSealer} sealed. One user: the ingress agent. */
public interface FrameOpener {
    /**
     * Verifies and decrypts in place: the tag lies at {@code offset}, the text behind it, the
     * header of {@link FrameSealer#HEADER_LENGTH} bytes before it. What is not genuine changes
     * nothing but the bytes.
     *
     * @param buffer outside the heap
     * @param length of tag and text together; may be anything, untrusted
     * @param sequenceField as it stands in the header, untrusted
     * @return whether it was genuine; if not, the bytes are undefined
     */
    boolean open(MutableDirectBuffer buffer, int offset, int length, long sequenceField);

    /**
     * The number that a genuine datagram has on its path, which no other one has.
     *
     * @return 0 to 2^63 - 1
     */
    default long number(long sequenceField) {
        return sequenceField & Long.MAX_VALUE;
    }
}
