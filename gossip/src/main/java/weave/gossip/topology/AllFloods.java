package weave.gossip.topology;

import java.util.Arrays;

/**
 * Where floods of every source are passed on to from here, worked out together: 64 sources explore
 * the graph at once, each with a bit of its own in every word, level by level. What {@link
 * LinkMatrix#floodTargets} does source by source, for links that exist in both directions.
 */
final class AllFloods {
    private final int[][] neighbours;
    private final int here;

    /** By source and peer, whether the source's flood is passed on to the peer: rows of bits. */
    private final long[][] targets;

    // Of 64 sources at a time, by peer.
    private final long[] reached;
    private final long[] level;
    private final long[] nextLevel;

    /**
     * @param neighbours of each peer, ascending; if one has another, the other has it, too
     */
    AllFloods(int[][] neighbours, int here) {
        this.neighbours = neighbours;
        this.here = here;
        int count = neighbours.length;
        targets = new long[neighbours[here].length][(count + Long.SIZE - 1) / Long.SIZE];
        reached = new long[count];
        level = new long[count];
        nextLevel = new long[count];
        for (int first = 0; first < count; first += Long.SIZE) {
            explore(first, Math.min(count - first, Long.SIZE));
        }
    }

    /** The neighbours of {@code here} to which floods of {@code source} go; ascending. */
    int[] of(int source) {
        int[] found = new int[neighbours[here].length];
        int size = 0;
        for (int i = 0; i < found.length; i++) {
            if ((targets[i][source / Long.SIZE] & 1L << source) != 0) {
                found[size++] = neighbours[here][i];
            }
        }
        return Arrays.copyOf(found, size);
    }

    private void explore(int first, int sources) {
        Arrays.fill(reached, 0);
        Arrays.fill(level, 0);
        for (int i = 0; i < sources; i++) {
            level[first + i] = 1L << i;
            reached[first + i] = 1L << i;
        }
        boolean more = true;
        while (more) {
            long turn = level[here];
            if (turn != 0) {
                passOn(turn, first / Long.SIZE);
            }
            more = expand(~turn);
        }
    }

    /** Our turn has come in the floods of some sources: those with a lower name had theirs. */
    private void passOn(long turn, int word) {
        for (int i = 0; i < neighbours[here].length; i++) {
            int neighbour = neighbours[here][i];
            long fresh = turn & ~reached[neighbour];
            for (int lower : neighbours[neighbour]) {
                if (lower >= here || fresh == 0) {
                    break;
                }
                fresh &= ~level[lower];
            }
            targets[i][word] |= fresh;
        }
    }

    /**
     * Goes to the next level, in the floods of which our turn has yet to come.
     *
     * @return whether there is one
     */
    private boolean expand(long waiting) {
        Arrays.fill(nextLevel, 0);
        for (int peer = 0; peer < level.length; peer++) {
            long sources = level[peer] & waiting;
            if (sources != 0) {
                for (int neighbour : neighbours[peer]) {
                    nextLevel[neighbour] |= sources;
                }
            }
        }
        long any = 0;
        for (int peer = 0; peer < level.length; peer++) {
            level[peer] = nextLevel[peer] & ~reached[peer];
            reached[peer] |= level[peer];
            any |= level[peer];
        }
        return any != 0;
    }
}
