package weave.gossip.dns.server;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** How much of something scarce is taken, and by whom: nobody gets more than a share of it. */
final class Shares {
    private final int totalMax;
    private final int shareMax;
    private final Map<InetAddress, Integer> taken = new HashMap<>();
    private int total;

    Shares(int totalMax, int shareMax) {
        this.totalMax = totalMax;
        this.shareMax = shareMax;
    }

    /** Takes one for {@code client}, if there is one left for it. */
    boolean take(InetAddress client) {
        int share = taken.getOrDefault(client, 0);
        if (total >= totalMax || share >= shareMax) {
            return false;
        }
        taken.put(client, share + 1);
        total++;
        return true;
    }

    /** Gives back one that was taken. */
    void giveBack(InetAddress client) {
        taken.computeIfPresent(client, (_, share) -> share == 1 ? null : share - 1);
        total--;
    }
}
