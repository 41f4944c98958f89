package weave.core.sleeve;

import org.agrona.MutableDirectBuffer;

/** Takes the frames out of a datagram. */
public interface RecordHandler {
    /**
     * One frame, lent until this returns.
     *
     * @param source the peer on whose bridge it was captured, by the word of the sender
     * @param destination the peer it is for
     * @param offset of the Ethernet frame in {@code buffer}
     * @param length in bytes, 0 to 65,535: not looked at yet
     */
    void onRecord(
            long source, long destination, MutableDirectBuffer buffer, int offset, int length);
}
