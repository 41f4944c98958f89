package weave.core.frame;

import org.agrona.MutableDirectBuffer;

/**
 * Finishes transport checksums that a container's kernel left to its network card. The field then
 * holds the sum of the pseudo-header, and the {@link VnetHeader} says where it is.
 */
public final class PartialChecksum {
    private PartialChecksum() {}

    /**
     * Completes the checksum in place, if there is one to complete, and clears the flag that asked
     * for it. Not for super-frames: those are cut.
     *
     * @return false if the header points outside the frame, which then has not been changed
     */
    public static boolean complete(MutableDirectBuffer buffer, int frameOffset, int length) {
        if (!VnetHeader.needsChecksum(buffer, frameOffset)) {
            return true;
        }
        int start = VnetHeader.checksumStart(buffer, frameOffset);
        int field = start + VnetHeader.checksumOffset(buffer, frameOffset);
        if (start < Ethernet.HEADER_LENGTH || field + Short.BYTES > length) {
            return false;
        }
        int sum = Checksum.sum(buffer, frameOffset + start, length - start);
        Ipv4.putWord(buffer, frameOffset + field, Checksum.complementNotZero(sum));
        VnetHeader.clear(buffer, frameOffset);
        return true;
    }
}
