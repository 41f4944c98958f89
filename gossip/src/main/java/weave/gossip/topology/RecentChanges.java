package weave.gossip.topology;

import java.util.Arrays;

/**
 * Which connections of a record have changed in its last versions: enough to tell a peer that has
 * one of these versions what is different now.
 */
final class RecentChanges {
    /** Changes remembered; more than a record goes through in the second between two updates. */
    static final int KEPT_MAX = 16;

    /** Taken only when something changes. */
    private long[] remotes = {};

    private long[] versions = {};
    private int count;

    /** The lowest version since which every change is here. */
    private long complete;

    /** The record came whole, at {@code version}: nothing is known of how it got there. */
    void restart(long version) {
        count = 0;
        complete = version;
    }

    /** The connection to {@code remote} changed on the way to {@code version}. */
    void add(long remote, long version) {
        if (count == KEPT_MAX) {
            complete = versions[0];
            System.arraycopy(remotes, 1, remotes, 0, --count);
            System.arraycopy(versions, 1, versions, 0, count);
        } else if (count == remotes.length) {
            int more = Math.min(KEPT_MAX, 4 + count);
            remotes = Arrays.copyOf(remotes, more);
            versions = Arrays.copyOf(versions, more);
        }
        remotes[count] = remote;
        versions[count++] = version;
    }

    /** Whether every change since {@code version} is known. */
    boolean reachBackTo(long version) {
        return Long.compareUnsigned(version, complete) >= 0;
    }

    /** The remotes whose connections changed after {@code version}, each once, ascending. */
    long[] since(long version) {
        return Arrays.stream(remotes, first(version), count).sorted().distinct().toArray();
    }

    private int first(long version) {
        int first = count;
        while (first > 0 && Long.compareUnsigned(versions[first - 1], version) > 0) {
            first--;
        }
        return first;
    }
}
