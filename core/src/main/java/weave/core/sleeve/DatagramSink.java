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
     */
    void submit(int path, int offset, int length);
}
