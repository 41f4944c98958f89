package weave.gossip.crypto;

import java.lang.ref.Reference;
import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;

/**
 * Opens what {@link AesGcmSealer} sealed. Three keys are at hand: the current one, the one before
 * it for stragglers, and the one after it, which becomes current with the first genuine datagram.
 * So a forged one costs one attempt at most, whatever epoch it claims.
 */
final class AesGcmOpener implements FrameOpener {
    private static final int TAG_LENGTH = FrameSealer.TAG_LENGTH;
    private static final int HEADER_LENGTH = FrameSealer.HEADER_LENGTH;

    private final EpochKeys keys;

    AesGcmOpener(GcmKeys library, byte[] sessionKey, PeerName sender, PeerName receiver) {
        keys = new EpochKeys(library::forOpening, sessionKey, sender, receiver);
        keys.wipeAfter(this);
    }

    @Override
    public boolean open(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
        if (length < TAG_LENGTH || offset < HEADER_LENGTH || length > buffer.capacity() - offset) {
            return false;
        }
        int epoch = (int) ((sequenceField & Long.MAX_VALUE) >>> AesGcmSealer.NUMBER_BITS);
        GcmKey key = key(epoch);
        boolean genuine = key != null && key.open(buffer, offset, length, sequenceField);
        if (genuine && key == keys.next()) {
            keys.advance();
        }
        // Else the cleaner might wipe the keys under the last call.
        Reference.reachabilityFence(this);
        return genuine;
    }

    @Override
    public long number(long sequenceField) {
        return sequenceField & AesGcmSealer.NUMBER_MASK;
    }

    private GcmKey key(int epoch) {
        return switch (epoch - keys.current().epoch()) {
            case -1 -> keys.previous();
            case 0 -> keys.current();
            case 1 -> keys.next();
            default -> null;
        };
    }
}
