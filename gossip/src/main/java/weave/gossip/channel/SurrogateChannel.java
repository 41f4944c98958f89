package weave.gossip.channel;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import weave.core.peer.PeerName;

/**
 * Stands in for a channel that nobody here serves, so that those who do serve it hear each other
 * through us. Gossip goes round in circles unless someone knows it already; so the same bytes are
 * passed on once in a while only.
 */
public final class SurrogateChannel implements GossipChannel {
    /** Digests remembered; beyond it the oldest are forgotten early. */
    private static final int REMEMBERED_MAX = 4096;

    private final Map<String, Long> seen = new LinkedHashMap<>();
    private final long rememberNanos;
    private final LongSupplier clock;

    /**
     * @param rememberNanos how long the same gossip is held back: about the gossip interval
     */
    public SurrogateChannel(long rememberNanos, LongSupplier clock) {
        this.rememberNanos = rememberNanos;
        this.clock = clock;
    }

    /** Nobody here wants it. */
    @Override
    public void onUnicast(PeerName source, byte[] data) {}

    @Override
    public Optional<GossipData> onBroadcast(PeerName source, byte[] data) {
        return Optional.of(new SurrogateData(data));
    }

    @Override
    public Optional<GossipData> onGossip(byte[] data) {
        forgetOld();
        String digest = digest(data);
        if (seen.containsKey(digest)) {
            return Optional.empty();
        }
        seen.put(digest, clock.getAsLong());
        return Optional.of(new SurrogateData(data));
    }

    /** We have no state of our own to offer. */
    @Override
    public Optional<GossipData> gossip() {
        return Optional.empty();
    }

    private void forgetOld() {
        long now = clock.getAsLong();
        Iterator<Long> times = seen.values().iterator();
        while (times.hasNext()) {
            boolean old = now - times.next() >= rememberNanos;
            if (!old && seen.size() < REMEMBERED_MAX) {
                return;
            }
            times.remove();
        }
    }

    private static String digest(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
