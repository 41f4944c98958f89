package weave.linux.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel says of a map.
 *
 * @param id tells it from every other map of this machine
 * @param name at most 15 characters; "" if it has none
 * @param type as {@link BpfConstants#BPF_MAP_TYPE_HASH}
 * @param keySize bytes
 * @param valueSize bytes, per CPU where the type has values per CPU
 * @param entriesMax how many elements it can have
 * @param flags those it was made with
 */
public record BpfMapDescription(
        int id, String name, int type, int keySize, int valueSize, int entriesMax, int flags) {
    static BpfMapDescription of(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BpfMapInfo.LAYOUT);
            Commands.info("describe BPF map", fd, info);
            return new BpfMapDescription(
                    BpfMapInfo.id(info, 0),
                    BpfMapInfo.name(info, 0),
                    BpfMapInfo.type(info, 0),
                    BpfMapInfo.key_size(info, 0),
                    BpfMapInfo.value_size(info, 0),
                    BpfMapInfo.max_entries(info, 0),
                    BpfMapInfo.map_flags(info, 0));
        }
    }
}
