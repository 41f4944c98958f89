package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Containers that have ended: they keep their addresses for a while, as they may be restarted. */
final class Containers {
    /** For a container to come back. */
    private static final long GRACE_NANOS = 30_000_000_000L;

    private final Map<String, Long> endedNanos = new LinkedHashMap<>();

    void ended(String ident, long nowNanos) {
        endedNanos.putIfAbsent(ident, nowNanos);
    }

    /** It runs again, or is gone for good. */
    void forget(String ident) {
        endedNanos.remove(ident);
    }

    boolean isEnded(String ident) {
        return endedNanos.containsKey(ident);
    }

    /** Those whose time is over; they are forgotten. */
    List<String> takeExpired(long nowNanos) {
        List<String> expired = new ArrayList<>();
        endedNanos.forEach((ident, since) -> {
            if (nowNanos - since >= GRACE_NANOS) {
                expired.add(ident);
            }
        });
        expired.forEach(endedNanos::remove);
        return expired;
    }
}
