package weave.core.sleeve;

import java.util.Arrays;

/**
 * Which sequence numbers have come already. Numbers fall into windows of 2^20; the current window
 * and the one before it are remembered exactly, older numbers are refused, and any newer number
 * moves the windows on.
 *
 * <pre>
 *   number:  | window (43 bits) | offset in it (20 bits) |
 *
 *    refused  | previous | current | next: becomes current | later: both forgotten
 * </pre>
 */
final class ReplayWindow {
    private static final int WINDOW_BITS = 20;
    private static final int OFFSET_MASK = (1 << WINDOW_BITS) - 1;
    private static final int WORDS = (1 << WINDOW_BITS) / Long.SIZE;

    private long window;
    private long[] current = new long[WORDS];
    private long[] previous = new long[WORDS];

    /**
     * Whether a number is new; it is not new any more then.
     *
     * @param sequence 0 to 2^63 - 1
     */
    boolean accept(long sequence) {
        long ahead = (sequence >>> WINDOW_BITS) - window;
        int offset = (int) sequence & OFFSET_MASK;
        if (ahead < -1) {
            return false;
        }
        if (ahead == -1) {
            return testAndSet(previous, offset);
        }
        if (ahead > 0) {
            advance(ahead);
        }
        return testAndSet(current, offset);
    }

    private void advance(long windows) {
        window += windows;
        long[] oldest = previous;
        previous = current;
        current = oldest;
        Arrays.fill(current, 0);
        if (windows > 1) {
            Arrays.fill(previous, 0);
        }
    }

    private static boolean testAndSet(long[] bits, int offset) {
        int word = offset >>> 6;
        long bit = 1L << offset;
        boolean isNew = (bits[word] & bit) == 0;
        bits[word] |= bit;
        return isNew;
    }
}
