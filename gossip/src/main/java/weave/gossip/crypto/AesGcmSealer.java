package weave.gossip.crypto;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import weave.core.overlay.FrameSealer;
import weave.core.peer.PeerName;

/**
 * Seals with AES-256-GCM, under a new key when it is asked to and after 2^32 datagrams. The key's
 * epoch is in the sequence field, and numbers go on over epochs:
 *
 * <pre>
 *   | DF (1) | epoch (15) | number (48) |
 * </pre>
 */
final class AesGcmSealer implements FrameSealer {
    static final int NUMBER_BITS = 48;
    static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;
    static final long DATAGRAMS_PER_KEY_MAX = 1L << 32;

    /** The connection is given up while there are still keys for an hour of any traffic. */
    private static final int EPOCHS_RESERVED = 64;

    private static final int PATHS = 2;
    private static final int NONE = -1;

    private final EpochKeys keys;
    private final long datagramsPerKey;
    private final long[] lastNumber = new long[PATHS];
    private long datagrams;

    AesGcmSealer(
            GcmKeys library,
            byte[] sessionKey,
            PeerName sender,
            PeerName receiver,
            long datagramsPerKey) {
        this.datagramsPerKey = datagramsPerKey;
        keys = new EpochKeys(library::forSealing, sessionKey, sender, receiver);
        keys.wipeAfter(this);
        Arrays.fill(lastNumber, NONE);
    }

    @Override
    public void seal(MutableDirectBuffer buffer, int offset, int length, long sequenceField) {
        seal(buffer, offset, length, buffer, offset, 0, sequenceField);
    }

    @Override
    public void seal(
            MutableDirectBuffer buffer,
            int offset,
            int headLength,
            DirectBuffer tail,
            int tailOffset,
            int tailLength,
            long sequenceField) {
        use(sequenceField);
        keys.current()
                .seal(buffer, offset, headLength, tail, tailOffset, tailLength, sequenceField);
        if (++datagrams == datagramsPerKey) {
            renewKey();
        }
        // Else the cleaner might wipe the keys under the last call.
        Reference.reachabilityFence(this);
    }

    /** A nonce that came twice would give the key away: then rather nothing is sent any more. */
    private void use(long sequenceField) {
        int path = (int) (sequenceField >>> Long.SIZE - 1);
        long number = sequenceField & NUMBER_MASK;
        boolean rightEpoch = (sequenceField & Long.MAX_VALUE ^ number) == epochField();
        if (!rightEpoch || number <= lastNumber[path] || datagrams >= datagramsPerKey) {
            throw new IllegalStateException("no nonce is left, or one would be used twice");
        }
        lastNumber[path] = number;
    }

    @Override
    public long epochField() {
        return (long) keys.current().epoch() << NUMBER_BITS;
    }

    /** A key that has sealed nothing is as good as new. */
    @Override
    public boolean renewKey() {
        if (datagrams > 0 && keys.next() != null) {
            keys.advance();
            keys.forgetPrevious();
            datagrams = 0;
        }
        return keys.current().epoch() < EpochKeys.EPOCH_MAX - EPOCHS_RESERVED;
    }
}
