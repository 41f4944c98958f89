package weave.core.sleeve;

import org.agrona.MutableDirectBuffer;

/** Where an encoder gets room for datagrams, and leaves them to be sent to its neighbour. */
public interface DatagramSink {
    /** Where all slots lie. */
    MutableDirectBuffer buffer();

    /**
     * The offset of a free slot of at least {@link SleeveLayout#PAYLOAD_MAX} bytes; sends what
     * waits when there is none.
     */
    int claim();

    /**
     * Takes a datagram over, to be sent on one path. Every claimed slot is submitted once.
     *
     * @param path {@link SleeveLayout#DF} or {@link SleeveLayout#NON_DF}
     */
    void submit(int path, int offset, int length);
}
