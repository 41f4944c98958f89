package weave.gossip.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of addresses, kept as ranges that neither overlap nor touch. */
final class AddressSet {
    private final NavigableMap<Long, Long> endByStart = new TreeMap<>();

    void add(AddressRange range) {
        if (range.isEmpty()) {
            return;
        }
        long start = range.start();
        long end = range.end();
        Map.Entry<Long, Long> before = endByStart.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> last = endByStart.floorEntry(end);
        if (last != null && last.getKey() >= start) {
            end = Math.max(end, last.getValue());
        }
        endByStart.subMap(start, true, end, true).clear();
        endByStart.put(start, end);
    }

    void remove(AddressRange range) {
        if (range.isEmpty()) {
            return;
        }
        Map.Entry<Long, Long> before = endByStart.lowerEntry(range.start());
        Map.Entry<Long, Long> last = endByStart.lowerEntry(range.end());
        if (last == null || last.getValue() <= range.start()) {
            return;
        }
        long lastEnd = last.getValue();
        endByStart.subMap(range.start(), true, range.end(), false).clear();
        if (before != null && before.getValue() > range.start()) {
            endByStart.put(before.getKey(), range.start());
        }
        if (lastEnd > range.end()) {
            endByStart.put(range.end(), lastEnd);
        }
    }

    void removeAll(AddressSet other) {
        other.ranges().forEach(this::remove);
    }

    void clear() {
        endByStart.clear();
    }

    boolean contains(long address) {
        return containsAll(AddressRange.of(address));
    }

    /** Whether all of the range is in the set. */
    boolean containsAll(AddressRange range) {
        Map.Entry<Long, Long> piece = endByStart.floorEntry(range.start());
        return range.isEmpty() || piece != null && piece.getValue() >= range.end();
    }

    /** The ranges, ascending. */
    List<AddressRange> ranges() {
        List<AddressRange> ranges = new ArrayList<>(endByStart.size());
        endByStart.forEach((start, end) -> ranges.add(new AddressRange(start, end)));
        return ranges;
    }

    /** What of the set is in {@code within}, ascending. */
    List<AddressRange> ranges(AddressRange within) {
        List<AddressRange> pieces = new ArrayList<>();
        Long first = endByStart.floorKey(within.start());
        long from = first == null ? within.start() : first;
        endByStart
                .subMap(from, true, Math.max(from, within.end()), false)
                .forEach((start, end) -> {
                    AddressRange piece = new AddressRange(start, end).intersection(within);
                    if (!piece.isEmpty()) {
                        pieces.add(piece);
                    }
                });
        return pieces;
    }

    long size() {
        return ranges().stream().mapToLong(AddressRange::size).sum();
    }

    long size(AddressRange within) {
        return ranges(within).stream().mapToLong(AddressRange::size).sum();
    }
}
