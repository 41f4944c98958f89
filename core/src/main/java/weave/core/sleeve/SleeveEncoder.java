package weave.core.sleeve;

import org.agrona.DirectBuffer;
import weave.core.overlay.FrameSealer;

/**
 * Packs frames for one neighbour into datagrams: as many as are waiting and fit share one. It has
 * at most one datagram open on each path; {@link #flush()} at the end of a duty cycle sends what is
 * open. One per connection, used by one thread alone: two writers would use a nonce twice.
 */
public final class SleeveEncoder {
    private final FrameSealer sealer;
    private final DatagramSink sink;
    private final boolean sealed;
    private final OpenDatagram df;
    private final OpenDatagram nonDf;
    private int maxPayload = SleeveLayout.PAYLOAD_MAX;

    /**
     * @param self the name of this router
     * @param sealer {@code null} to send in clear
     */
    public SleeveEncoder(long self, FrameSealer sealer, DatagramSink sink) {
        this(self, sealer, sink, 0);
    }

    /** Counts the datagrams of both paths from {@code firstSequence}. */
    SleeveEncoder(long self, FrameSealer sealer, DatagramSink sink, long firstSequence) {
        this.sealer = sealer;
        this.sink = sink;
        sealed = sealer != null;
        df = new OpenDatagram(SleeveLayout.DF, self, sealer, sink, firstSequence);
        nonDf = new OpenDatagram(SleeveLayout.NON_DF, self, sealer, sink, firstSequence);
    }

    /** The largest UDP payload that the path carries unfragmented, in bytes, from now on. */
    public void maxPayload(int maxPayload) {
        assert maxPayload <= SleeveLayout.PAYLOAD_MAX : maxPayload;
        this.maxPayload = maxPayload;
    }

    /**
     * Adds a frame.
     *
     * @return false if it does not fit even alone; nothing has happened then
     */
    public boolean append(
            int path, long source, long destination, DirectBuffer frame, int offset, int length) {
        int position = claim(path, source, destination, length);
        if (position < 0) {
            return false;
        }
        sink.buffer().putBytes(position, frame, offset, length);
        return true;
    }

    /**
     * Makes room for a frame whose bytes the caller writes before the next call of this encoder.
     *
     * @return where in the sink's buffer, or -1 if it does not fit even alone
     */
    public int claim(int path, long source, long destination, int length) {
        OpenDatagram datagram = path == SleeveLayout.DF ? df : nonDf;
        if (datagram.isOpen() && !datagram.takes(length, maxPayload)) {
            datagram.submit();
        }
        if (!datagram.isOpen()) {
            int bound = path == SleeveLayout.DF ? maxPayload : SleeveLayout.PAYLOAD_MAX;
            if (!SleeveLayout.fits(datagram.overhead(), length, bound)) {
                return -1;
            }
            int alone = datagram.overhead() + SleeveLayout.FRAME_OVERHEAD + length;
            datagram.open(Math.max(alone, maxPayload));
        }
        return datagram.addRecord(source, destination, length);
    }

    /** Whether a frame of this length fits a datagram that the path carries unfragmented. */
    public boolean fits(int length) {
        return SleeveLayout.fits(df.overhead(), length, maxPayload);
    }

    /**
     * Begins a datagram of one frame whose payload stays where it is; what was open on the path
     * goes before it. {@link #submitGathered} must follow.
     *
     * @param headersLength bytes of the frame that the caller writes
     * @param length of the whole frame, which {@link #fits}
     * @return where the headers are to be written
     */
    public int claimGathered(
            int path, long source, long destination, int headersLength, int length) {
        assert fits(length);
        OpenDatagram datagram = path == SleeveLayout.DF ? df : nonDf;
        flush(datagram);
        int here = sealed ? length : headersLength;
        datagram.open(datagram.overhead() + SleeveLayout.FRAME_OVERHEAD + here);
        return datagram.addRecord(source, destination, length);
    }

    /**
     * Hands over what {@link #claimGathered} began, with the payload that lies elsewhere, outside
     * the heap; in clear it must stay there until the sink has sent it.
     */
    public void submitGathered(
            int path, DirectBuffer payload, int payloadOffset, int payloadLength) {
        OpenDatagram datagram = path == SleeveLayout.DF ? df : nonDf;
        datagram.submitGathered(payload, payloadOffset, payloadLength);
    }

    /**
     * Sends a special frame in a datagram of its own, whatever the path is known to carry: probes
     * are meant to be too large. What was open on its path goes before it.
     *
     * @param self the source: this router
     * @param neighbour the destination
     * @param length of the frame, see {@link SpecialFrame}
     * @param connectionUid what a heartbeat carries; other special frames are all zero
     * @return false if it exceeds even the largest datagram
     */
    public boolean appendSpecial(
            int path, long self, long neighbour, int length, long connectionUid) {
        OpenDatagram datagram = path == SleeveLayout.DF ? df : nonDf;
        if (!SleeveLayout.fits(datagram.overhead(), length, SleeveLayout.PAYLOAD_MAX)) {
            return false;
        }
        flush(datagram);
        datagram.open(datagram.overhead() + SleeveLayout.FRAME_OVERHEAD + length);
        int position = datagram.addRecord(self, neighbour, length);
        SpecialFrame.write(sink.buffer(), position, length, connectionUid);
        datagram.submit();
        return true;
    }

    /**
     * Seals under a new key from the next datagram on; of a sealed connection.
     *
     * @return false if a new connection is needed, because the keys of this one run out
     */
    public boolean renewKey() {
        return sealer.renewKey();
    }

    /** Sends what is open on both paths. */
    public void flush() {
        flush(df);
        flush(nonDf);
    }

    private static void flush(OpenDatagram datagram) {
        if (datagram.isOpen()) {
            datagram.submit();
        }
    }
}
