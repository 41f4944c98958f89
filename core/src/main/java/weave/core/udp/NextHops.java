package weave.core.udp;

import java.util.ArrayList;
import java.util.List;

/**
 * Where frames for a destination go on a link, for those who write the headers themselves: by which
 * addresses they leave, to which they go, and how long they may be. Destinations that are not in it
 * are the kernel's business. Immutable, so that agents read it without locks.
 *
 * <p>Open addressing: a slot that holds nobody ends every chain of probes, and there always is one.
 */
public final class NextHops {
    /** What is said of a destination that is not in it. */
    public static final int NONE = -1;

    /** Of no destination. */
    public static final NextHops EMPTY = builder().build();

    /** 2^32 divided by the golden ratio: addresses that follow on each other spread evenly. */
    private static final int MULTIPLIER = 0x9E37_79B1;

    private static final int SLOTS_MIN = 16;

    private final int shift;
    private final int mask;
    private final int size;

    /** 0, which nothing is sent to, marks an empty slot. */
    private final int[] destinations;

    private final int[] sources;
    private final long[] sourceMacs;
    private final long[] destinationMacs;
    private final int[] mtus;

    /**
     * What is known of one destination.
     *
     * @param destination IPv4 address as a number, not 0
     * @param source our IPv4 address as a number
     * @param sourceMac our link's, 48 bits
     * @param destinationMac the next router's or the destination's own, 48 bits
     * @param mtu bytes of the longest IP packet that gets there whole
     */
    public record NextHop(
            int destination, int source, long sourceMac, long destinationMac, int mtu) {
        public NextHop {
            if (destination == 0) {
                throw new IllegalArgumentException("0.0.0.0 is no destination");
            }
        }
    }

    /** Collects what is known. */
    public static final class Builder {
        private final List<NextHop> hops = new ArrayList<>();

        private Builder() {}

        /** A destination, of which nothing was said before. */
        public Builder add(NextHop hop) {
            hops.add(hop);
            return this;
        }

        /** All that was added. */
        public NextHops build() {
            return new NextHops(hops);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    private NextHops(List<NextHop> hops) {
        size = hops.size();
        int slots = Integer.highestOneBit(Math.max(SLOTS_MIN, 2 * size) * 2 - 1);
        mask = slots - 1;
        shift = Integer.SIZE - Integer.numberOfTrailingZeros(slots);
        destinations = new int[slots];
        sources = new int[slots];
        sourceMacs = new long[slots];
        destinationMacs = new long[slots];
        mtus = new int[slots];
        hops.forEach(this::put);
    }

    private void put(NextHop hop) {
        int slot = slot(hop.destination);
        if (destinations[slot] != 0) {
            throw new IllegalArgumentException("twice: " + hop);
        }
        destinations[slot] = hop.destination;
        sources[slot] = hop.source;
        sourceMacs[slot] = hop.sourceMac;
        destinationMacs[slot] = hop.destinationMac;
        mtus[slot] = hop.mtu;
    }

    /** Where a destination is, or where it would be. */
    private int slot(int destination) {
        int slot = destination * MULTIPLIER >>> shift;
        while (destinations[slot] != 0 && destinations[slot] != destination) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /**
     * Which entry a destination has; {@link #NONE} if it has none.
     *
     * @param destination IPv4 address as a number
     */
    public int find(int destination) {
        if (destination == 0) {
            return NONE;
        }
        int slot = slot(destination);
        return destinations[slot] == 0 ? NONE : slot;
    }

    /** Our address for an entry. */
    public int source(int entry) {
        return sources[entry];
    }

    /** Our link's MAC address for an entry. */
    public long sourceMac(int entry) {
        return sourceMacs[entry];
    }

    /** The MAC address that an entry's frames go to. */
    public long destinationMac(int entry) {
        return destinationMacs[entry];
    }

    /** Bytes of the longest IP packet for an entry. */
    public int mtu(int entry) {
        return mtus[entry];
    }

    /** How many destinations it has. */
    public int size() {
        return size;
    }
}
