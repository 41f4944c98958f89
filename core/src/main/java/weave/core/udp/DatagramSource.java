package weave.core.udp;

import weave.core.frame.FrameMemory;

/**
 * Where datagrams come from, in batches. A message of a batch is one datagram, or many of one
 * sender behind each other, all of {@link #segmentLength} bytes but the last, which may be shorter.
 * One user, ingress.
 */
public interface DatagramSource extends AutoCloseable {
    /** Where received datagrams lie; each has some bytes of room in front. */
    FrameMemory memory();

    /**
     * Takes what waits, at most a batch. Never blocks. The messages are lent until the next call.
     *
     * @return how many came; 0 when there were none or the system reported an error
     */
    int receive();

    /** Where message {@code index} of the batch begins. */
    int offset(int index);

    /** Bytes of all datagrams of message {@code index} together. */
    int length(int index);

    /** Bytes of each datagram of message {@code index} but the last; of a single one its length. */
    int segmentLength(int index);

    /** Where message {@code index} came from, a packed {@link UdpAddress}. */
    long source(int index);

    /** Which port of ours message {@code index} is for. */
    int destinationPort(int index);

    @Override
    void close();
}
