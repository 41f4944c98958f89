package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that follow one another: {@code [start, end)}.
 *
 * @param start the first one, unsigned, 32 bits
 * @param end the one behind the last; at most 2^32
 */
public record AddressRange(long start, long end) {
    public AddressRange {
        if (start < 0 || end < start || end > Ipv4.COUNT) {
            throw new IllegalArgumentException("no range: " + start + " to " + end);
        }
    }

    /** The range of one address. */
    static AddressRange of(long address) {
        return new AddressRange(address, address + 1);
    }

    public long size() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public boolean contains(long address) {
        return address >= start && address < end;
    }

    public boolean overlaps(AddressRange other) {
        return start < other.end && other.start < end;
    }

    /** What is in both; may be empty. */
    public AddressRange intersection(AddressRange other) {
        long first = Math.max(start, other.start);
        return new AddressRange(first, Math.max(first, Math.min(end, other.end)));
    }

    /** The biggest block of a power of two in size that begins at a multiple of its size. */
    AddressRange biggestBlock() {
        long block = Long.highestOneBit(size());
        long before = start % block;
        if (before == 0) {
            return new AddressRange(start, start + block);
        }
        long first = start + block - before;
        if (first + block <= end) {
            return new AddressRange(first, first + block);
        }
        long half = block / 2;
        long boundary = half >= before ? start + half - before : first;
        return new AddressRange(boundary, boundary + half);
    }

    /** The fewest blocks that make up the range, ascending. */
    List<Cidr> cidrs() {
        List<Cidr> blocks = new ArrayList<>();
        long next = start;
        while (next < end) {
            long size = Long.highestOneBit(end - next);
            if (next != 0) {
                size = Math.min(size, Long.lowestOneBit(next));
            }
            blocks.add(new Cidr(next, Ipv4.BITS - Long.numberOfTrailingZeros(size)));
            next += size;
        }
        return blocks;
    }

    /**
     * {@code 10.32.0.0/24} if the size is a power of two, wherever it begins, as originals print
     * it; else {@code 10.32.0.0-10.32.0.99}.
     */
    @Override
    public String toString() {
        if (Long.bitCount(size()) == 1) {
            return Ipv4.format(start) + "/" + (Ipv4.BITS - Long.numberOfTrailingZeros(size()));
        }
        return Ipv4.format(start) + "-" + Ipv4.format(Math.max(start, end - 1));
    }
}
