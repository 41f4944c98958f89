package weave.gossip.topology;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import weave.core.peer.PeerName;

/**
 * Whom to tell: a few neighbours by chance, more likely those that lead to many peers, so that news
 * spreads fast and nobody has to tell everybody.
 */
public final class RandomNeighbours {
    private final RandomGenerator random;

    public RandomNeighbours(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Distinct neighbours, in the order drawn.
     *
     * @param except the neighbour that the news came from, our own name when it is ours
     */
    public List<PeerName> choose(Routes routes, PeerName except) {
        SortedMap<PeerName, Integer> weights = new TreeMap<>(routes.gossipWeights());
        int reached = weights.values().stream().mapToInt(Integer::intValue).sum();
        return choose(weights, reached + 1, except);
    }

    /**
     * The same from weights, which are used up.
     *
     * @param peers entries of the table of next hops, ourselves included
     */
    List<PeerName> choose(SortedMap<PeerName, Integer> weights, int peers, PeerName except) {
        weights.remove(except);
        int total = weights.values().stream().mapToInt(Integer::intValue).sum();
        int count = Math.min(count(peers), weights.size());
        List<PeerName> chosen = new ArrayList<>(count);
        while (chosen.size() < count) {
            total -= draw(weights, total, chosen);
        }
        return chosen;
    }

    /** Moves one from {@code weights} to {@code chosen}; returns its weight. */
    private int draw(Map<PeerName, Integer> weights, int total, List<PeerName> chosen) {
        int mark = random.nextInt(total);
        Iterator<Map.Entry<PeerName, Integer>> entries = weights.entrySet().iterator();
        Map.Entry<PeerName, Integer> entry = entries.next();
        while (mark >= entry.getValue()) {
            mark -= entry.getValue();
            entry = entries.next();
        }
        int weight = entry.getValue();
        chosen.add(entry.getKey());
        entries.remove();
        return weight;
    }

    /** 2·log2(peers), rounded down: the exponent of the square. */
    private static int count(int peers) {
        long square = (long) peers * peers;
        return square == 0 ? 0 : Long.SIZE - 1 - Long.numberOfLeadingZeros(square);
    }
}
