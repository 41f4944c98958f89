package weave.core.forward;

/**
 * What has been told lately about addresses, so that it is not told with every frame. One thread's;
 * a slot that two addresses share remembers the later one.
 */
public final class RecentNews {
    private static final int SLOTS = 1024;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private final long[] macs = new long[SLOTS];
    private final long[] peers = new long[SLOTS];
    private final long[] toldNanos = new long[SLOTS];
    private final long ageNanosMax;

    /**
     * @param ageNanosMax after so long it may be told again
     */
    public RecentNews(long ageNanosMax) {
        this.ageNanosMax = ageNanosMax;
    }

    /**
     * Whether it is time to tell that {@code mac} lives at {@code peer}; if so, it counts as told.
     */
    public boolean isNews(long mac, long peer, long nowNanos) {
        int slot = (int) (mac * ODD >>> 32) & SLOTS - 1;
        if (macs[slot] == mac && peers[slot] == peer && nowNanos - toldNanos[slot] <= ageNanosMax) {
            return false;
        }
        macs[slot] = mac;
        peers[slot] = peer;
        toldNanos[slot] = nowNanos;
        return true;
    }
}
