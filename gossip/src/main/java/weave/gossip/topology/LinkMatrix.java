package weave.gossip.topology;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Who is linked to whom: one row of bits per peer. Peers are numbered ascending by name, so walking
 * a row from bit 0 upwards walks names in order, which is what makes routes the same everywhere.
 */
final class LinkMatrix {
    private final int count;
    private final int rowLength;
    private final long[] bits;

    LinkMatrix(int count) {
        this.count = count;
        rowLength = (count + Long.SIZE - 1) / Long.SIZE;
        bits = new long[count * rowLength];
    }

    void link(int from, int to) {
        bits[from * rowLength + to / Long.SIZE] |= 1L << to;
    }

    boolean isSame(LinkMatrix other) {
        return Arrays.equals(bits, other.bits);
    }

    /** This one if that row is the same in {@code other}, else a copy with the row from there. */
    LinkMatrix withRowOf(LinkMatrix other, int peer) {
        int start = peer * rowLength;
        int end = start + rowLength;
        if (Arrays.equals(bits, start, end, other.bits, start, end)) {
            return this;
        }
        LinkMatrix copy = new LinkMatrix(count);
        System.arraycopy(bits, 0, copy.bits, 0, bits.length);
        System.arraycopy(other.bits, start, copy.bits, start, rowLength);
        return copy;
    }

    /** Those to whom a chain of links leads from {@code start}, itself included. */
    BitSet reachableFrom(int start) {
        Exploration exploration = new Exploration(start);
        exploration.run(-1, (from, found) -> {});
        return BitSet.valueOf(exploration.reached);
    }

    /** The links that exist in both directions. */
    LinkMatrix symmetric() {
        LinkMatrix reversed = new LinkMatrix(count);
        for (int from = 0; from < count; from++) {
            for (int word = 0; word < rowLength; word++) {
                long rest = bits[from * rowLength + word];
                for (; rest != 0; rest &= rest - 1) {
                    reversed.link(word * Long.SIZE + Long.numberOfTrailingZeros(rest), from);
                }
            }
        }
        for (int i = 0; i < bits.length; i++) {
            reversed.bits[i] &= bits[i];
        }
        return reversed;
    }

    /**
     * Explores from {@code start} level by level, each level in order of names; whoever can first
     * reach a peer leads to it.
     *
     * @return per peer the first hop from {@code start}; -1 without a way and for {@code start}
     */
    int[] firstHops(int start) {
        int[] hops = new int[count];
        Arrays.fill(hops, -1);
        Exploration exploration = new Exploration(start);
        exploration.run(-1, (from, found) -> hops[found] = from == start ? found : hops[from]);
        return hops;
    }

    /**
     * The neighbours of {@code here} that a flood from {@code source} has not reached when the turn
     * to pass it on comes to {@code here}; ascending. Empty if it never comes.
     */
    int[] floodTargets(int source, int here) {
        Exploration exploration = new Exploration(source);
        if (!exploration.run(here, (from, found) -> {})) {
            return new int[0];
        }
        long[] fresh = new long[rowLength];
        int targets = 0;
        for (int word = 0; word < rowLength; word++) {
            fresh[word] = bits[here * rowLength + word] & ~exploration.reached[word];
            targets += Long.bitCount(fresh[word]);
        }
        int[] result = new int[targets];
        int next = 0;
        for (int word = 0; word < rowLength; word++) {
            for (long rest = fresh[word]; rest != 0; rest &= rest - 1) {
                result[next++] = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return result;
    }

    /** The same for every source at once, faster; if all links exist in both directions. */
    AllFloods allFloods(int here) {
        int[][] neighbours = new int[count][];
        for (int peer = 0; peer < count; peer++) {
            neighbours[peer] = neighbours(peer);
        }
        return new AllFloods(neighbours, here);
    }

    private int[] neighbours(int peer) {
        int[] found = new int[count];
        int size = 0;
        for (int word = 0; word < rowLength; word++) {
            for (long rest = bits[peer * rowLength + word]; rest != 0; rest &= rest - 1) {
                found[size++] = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return Arrays.copyOf(found, size);
    }

    private interface Discovery {
        void found(int from, int peer);
    }

    /** One walk through the graph. */
    private final class Exploration {
        private final long[] reached = new long[rowLength];
        private long[] level = new long[rowLength];
        private long[] nextLevel = new long[rowLength];

        Exploration(int start) {
            reached[start / Long.SIZE] |= 1L << start;
            level[start / Long.SIZE] |= 1L << start;
        }

        /** Returns whether the turn came to {@code stop}, where it stopped. */
        boolean run(int stop, Discovery discovery) {
            boolean more = true;
            while (more) {
                more = false;
                for (int word = 0; word < rowLength; word++) {
                    for (long rest = level[word]; rest != 0; rest &= rest - 1) {
                        int from = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
                        if (from == stop) {
                            return true;
                        }
                        more |= discover(from, discovery);
                    }
                }
                long[] done = level;
                level = nextLevel;
                nextLevel = done;
                Arrays.fill(nextLevel, 0);
            }
            return false;
        }

        private boolean discover(int from, Discovery discovery) {
            boolean any = false;
            for (int word = 0; word < rowLength; word++) {
                long fresh = bits[from * rowLength + word] & ~reached[word];
                reached[word] |= fresh;
                nextLevel[word] |= fresh;
                any |= fresh != 0;
                for (; fresh != 0; fresh &= fresh - 1) {
                    discovery.found(from, word * Long.SIZE + Long.numberOfTrailingZeros(fresh));
                }
            }
            return any;
        }
    }
}
