package weave.core.sleeve;

import org.agrona.MutableDirectBuffer;

/** Where an encoder gets room for datagrams, and leaves them to be sent to its neighbour. */
public interface DatagramSink {
    /** Where all datagrams lie. */
    MutableDirectBuffer buffer();

    /**
     * Room for a datagram of at most {@code lengthMax} bytes, until it is submitted.
     *
     * @return its offset
     */
    int claim(int lengthMax);

    /**
     * Takes a datagram over, to be sent on one path. Every claimed one is submitted once.
     *
     * @param path {@link SleeveLayout#DF} or {@link SleeveLayout#NON_DF}
     * @param length of what lies at {@code offset}, in bytes
     * @param tailAddress of bytes that follow and lie elsewhere, where they stay until it is sent
     * @param tailLength of those; 0 if there are none
     */
    void submit(int path, int offset, int length, long tailAddress, int tailLength);
}
