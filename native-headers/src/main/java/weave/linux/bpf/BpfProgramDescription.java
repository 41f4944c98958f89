package weave.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the kernel says of a program.
 *
 * @param id tells it from every other program of this machine
 * @param name at most 15 characters; "" if it has none
 * @param type as {@link BpfConstants#BPF_PROG_TYPE_SCHED_CLS}
 * @param mapIds the maps that it uses
 */
public record BpfProgramDescription(int id, String name, int type, List<Integer> mapIds) {
    /** The verifier's own limit of the maps of a program. */
    private static final int MAPS_MAX = 64;

    static BpfProgramDescription of(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mapIds = arena.allocate(JAVA_INT, MAPS_MAX);
            MemorySegment info = arena.allocate(BpfProgInfo.LAYOUT);
            BpfProgInfo.nr_map_ids(info, 0, MAPS_MAX);
            BpfProgInfo.map_ids(info, 0, mapIds.address());
            Commands.info("describe BPF program", fd, info);
            int count = Math.min(MAPS_MAX, BpfProgInfo.nr_map_ids(info, 0));
            return new BpfProgramDescription(
                    BpfProgInfo.id(info, 0),
                    BpfProgInfo.name(info, 0),
                    BpfProgInfo.type(info, 0),
                    IntStream.range(0, count)
                            .mapToObj(i -> mapIds.getAtIndex(JAVA_INT, i))
                            .toList());
        }
    }
}
