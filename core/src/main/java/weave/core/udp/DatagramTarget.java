package weave.core.udp;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.FrameMemory;

/**
 * Where datagrams go to, built in place and sent in batches. A datagram is claimed, written, and
 * submitted or released; what was submitted leaves with the next flush. What cannot be sent is told
 * to {@link DatagramSender.Refusals}. One user, egress.
 */
public interface DatagramTarget extends AutoCloseable {
    /** Where the datagrams lie. */
    MutableDirectBuffer buffer();

    /** What that is part of. */
    FrameMemory memory();

    /**
     * Whether there is room for so many bytes, and so many datagrams, before the next flush; after
     * one there is for as much as the target was made for.
     */
    boolean hasRoom(int bytes, int datagrams);

    /** The offset of room for a datagram; the caller has made sure of it by {@link #hasRoom}. */
    int claim(int lengthMax);

    /** Gives claimed room back unused. */
    void release(int offset);

    /**
     * Queues a datagram, with bytes at its end that may lie elsewhere until the next flush.
     *
     * @param path how it leaves
     * @param offset as it was claimed
     * @param headLength bytes at {@code offset}
     * @param tailAddress of the bytes elsewhere
     * @param tailLength 0 if there are none
     * @param destination a packed {@link UdpAddress}
     * @param sourceIp our address, 0 to let the system choose
     * @param connectionId told to {@link DatagramSender.Refusals}
     */
    void submit(
            SendPath path,
            int offset,
            int headLength,
            long tailAddress,
            int tailLength,
            long destination,
            int sourceIp,
            int connectionId);

    /** Sends all that waits. All room is free afterwards, unless a datagram is still open. */
    void flush();

    /**
     * Whether some of what was flushed has yet to leave, because the system could not take it:
     * flush again in a while, also if there is nothing else to send.
     */
    boolean isUnsent();

    /** Datagrams that were taken to be sent since the start. */
    long datagramsSent();

    /** Bytes of UDP payload that were taken to be sent since the start. */
    long bytesSent();

    @Override
    void close();
}
