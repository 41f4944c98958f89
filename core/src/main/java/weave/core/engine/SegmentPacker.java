package weave.core.engine;

import org.agrona.MutableDirectBuffer;
import weave.core.frame.FrameMemory;
import weave.core.frame.SegmentCutter;
import weave.core.sleeve.SleeveEncoder;
import weave.core.sleeve.SleeveLayout;
import weave.core.udp.DatagramTarget;

/**
 * Packs the segments of a super-frame for a neighbour, with as little copying as the neighbour
 * allows:
 *
 * <pre>
 *   anybody                          copied where it leaves from, checksum computed
 *   checksums left, too long         copied, checksum partial
 *   checksums left, sealed           headers written, payload sealed from where the port has put it
 *   checksums left, in clear         headers written, payload sent from where the port has put it
 * </pre>
 */
final class SegmentPacker {
    private final SegmentCutter cutter;
    private final DatagramTarget sender;

    /**
     * @param cutter holds the super-frame when {@link #pack} is called
     */
    SegmentPacker(SegmentCutter cutter, DatagramTarget sender) {
        this.cutter = cutter;
        this.sender = sender;
    }

    /**
     * Packs the segments in order.
     *
     * @param self the source: this router
     * @param captured where the super-frame lies until the sender is flushed
     * @return how many were packed; those behind the first that does not fit are not
     */
    int pack(
            SleeveConnection connection,
            int path,
            long self,
            long destination,
            FrameMemory captured) {
        boolean leavesChecksums =
                connection.leavesChecksums()
                        && destination == connection.remotePeer()
                        && cutter.isPlainTcp();
        SleeveEncoder encoder = connection.encoder();
        if (!leavesChecksums) {
            return whole(encoder, path, self, destination);
        }
        long marked = self | SleeveLayout.MARK_PARTIAL_CHECKSUM;
        return encoder.fits(cutter.segmentLengthMax())
                ? gathered(encoder, path, marked, destination, captured)
                : unfinished(encoder, path, marked, destination, captured);
    }

    private int whole(SleeveEncoder encoder, int path, long source, long destination) {
        int index = 0;
        for (; index < cutter.count(); index++) {
            int length = cutter.segmentLength(index);
            int at = encoder.claim(path, source, destination, length);
            if (at < 0) {
                break;
            }
            cutter.write(index, sender.buffer(), at);
        }
        return index;
    }

    private int unfinished(
            SleeveEncoder encoder, int path, long source, long destination, FrameMemory captured) {
        MutableDirectBuffer to = sender.buffer();
        int headersLength = cutter.headersLength();
        int index = 0;
        for (; index < cutter.count(); index++) {
            int at = encoder.claim(path, source, destination, cutter.segmentLength(index));
            if (at < 0) {
                break;
            }
            cutter.writeHeaders(index, to, at);
            to.putBytes(
                    at + headersLength,
                    captured.buffer(),
                    cutter.payloadOffset(index),
                    cutter.payloadLength(index));
        }
        return index;
    }

    private int gathered(
            SleeveEncoder encoder, int path, long source, long destination, FrameMemory captured) {
        int headersLength = cutter.headersLength();
        for (int index = 0; index < cutter.count(); index++) {
            int length = cutter.segmentLength(index);
            int at = encoder.claimGathered(path, source, destination, headersLength, length);
            cutter.writeHeaders(index, sender.buffer(), at);
            encoder.submitGathered(
                    path,
                    captured.buffer(),
                    cutter.payloadOffset(index),
                    cutter.payloadLength(index));
        }
        return cutter.count();
    }
}
