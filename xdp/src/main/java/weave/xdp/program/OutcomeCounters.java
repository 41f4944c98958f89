package weave.xdp.program;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_PERCPU_ARRAY;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import weave.linux.bpf.BpfMap;

/** How many packets had which outcome, counted by each processor apart. One thread at a time. */
final class OutcomeCounters implements AutoCloseable {
    private final BpfMap map =
            BpfMap.create(
                    "weave_outcomes",
                    BPF_MAP_TYPE_PERCPU_ARRAY,
                    Integer.BYTES,
                    Long.BYTES,
                    PacketOutcome.values().length);

    BpfMap map() {
        return map;
    }

    /** Since the program was loaded, of all processors. */
    Map<PacketOutcome, Long> counts() {
        Map<PacketOutcome, Long> counts = new EnumMap<>(PacketOutcome.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment values = arena.allocate(map.valueLength(), Long.BYTES);
            for (PacketOutcome outcome : PacketOutcome.values()) {
                key.set(JAVA_INT, 0, outcome.ordinal());
                map.lookup(key, values);
                counts.put(
                        outcome,
                        values.elements(JAVA_LONG).mapToLong(one -> one.get(JAVA_LONG, 0)).sum());
            }
        }
        return counts;
    }

    @Override
    public void close() {
        map.close();
    }
}
