package weave.core.sleeve;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameOpener;

/**
 * Unpacks datagrams of one neighbour: opens them in place, refuses those that came before, and
 * delivers their frames. The results are counters' business. One per connection; one thread.
 */
public final class SleeveDecoder {
    /** All frames were delivered. */
    public static final int OK = 0;

    /** No room for the sender's name, or for the sequence field of a sealed datagram. */
    public static final int TOO_SHORT = 1;

    /** Not sealed by the neighbour, or changed on the way. */
    public static final int FORGED = 2;

    /** Genuine, but it has come before or is too old to tell. */
    public static final int REPLAYED = 3;

    /** The last record claims more bytes than there are; those before it were delivered. */
    public static final int TRUNCATED_RECORD = 4;

    /** Less than the head of a record is left over; all frames were delivered. */
    public static final int TRAILING_GARBAGE = 5;

    /** Number of results, for tables of counters. */
    public static final int RESULTS = 6;

    private final FrameOpener opener;
    private final ReplayWindow dfWindow;
    private final ReplayWindow nonDfWindow;

    /**
     * @param opener {@code null} if the neighbour sends in clear
     */
    public SleeveDecoder(FrameOpener opener) {
        this.opener = opener;
        dfWindow = opener == null ? null : new ReplayWindow();
        nonDfWindow = opener == null ? null : new ReplayWindow();
    }

    /**
     * Delivers the frames of a whole UDP payload; a sealed one is opened in place.
     *
     * @param length untrusted; the name at the front is the caller's business
     */
    public int decode(MutableDirectBuffer buffer, int offset, int length, RecordHandler handler) {
        if (length < SleeveLayout.NAME_LENGTH) {
            return TOO_SHORT;
        }
        int end = offset + length;
        if (opener == null) {
            return deliver(buffer, offset + SleeveLayout.PACKET_OVERHEAD_PLAIN, end, handler);
        }
        int result = open(buffer, offset, length);
        return result == OK
                ? deliver(buffer, offset + SleeveLayout.PACKET_OVERHEAD_SEALED, end, handler)
                : result;
    }

    private int open(MutableDirectBuffer buffer, int offset, int length) {
        int sealed = length - SleeveLayout.NAME_LENGTH - SleeveLayout.SEQUENCE_LENGTH;
        if (sealed < 0) {
            return TOO_SHORT;
        }
        int tag = offset + length - sealed;
        long field = buffer.getLong(offset + SleeveLayout.SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
        if (sealed < SleeveLayout.TAG_LENGTH || !opener.open(buffer, tag, sealed, field)) {
            return FORGED;
        }
        // Only what is genuine may move the window.
        ReplayWindow window = (field & SleeveLayout.SEQUENCE_DF) != 0 ? dfWindow : nonDfWindow;
        return window.accept(opener.number(field)) ? OK : REPLAYED;
    }

    private static int deliver(
            MutableDirectBuffer buffer, int first, int end, RecordHandler handler) {
        int record = first;
        while (end - record >= SleeveLayout.FRAME_OVERHEAD) {
            int frame = record + SleeveLayout.FRAME_OVERHEAD;
            int length =
                    buffer.getShort(record + SleeveLayout.LENGTH_OFFSET, ByteOrder.BIG_ENDIAN)
                            & 0xFFFF;
            if (length > end - frame) {
                return TRUNCATED_RECORD;
            }
            long source = SleeveLayout.name(buffer, record + SleeveLayout.SOURCE_OFFSET);
            long destination = SleeveLayout.name(buffer, record + SleeveLayout.DESTINATION_OFFSET);
            handler.onRecord(source, destination, buffer, frame, length);
            record = frame + length;
        }
        return record == end ? OK : TRAILING_GARBAGE;
    }
}
