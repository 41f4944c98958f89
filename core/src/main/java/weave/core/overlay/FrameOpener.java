package weave.core.overlay;

import org.agrona.MutableDirectBuffer;

/** Opens what the neighbour's {@link FrameSealer} sealed. One user: the ingress agent. */
public interface FrameOpener {
    /**
     * Verifies and decrypts in place: the tag lies at {@code offset}, the text behind it.
     *
     * @param length of tag and text together; may be anything, untrusted
     * @return whether it was genuine; if not, the bytes are undefined
     */
    boolean open(MutableDirectBuffer buffer, int offset, int length, long sequenceField);
}
