package weave.linux.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel says of a link.
 *
 * @param id tells it from every other link of this machine
 * @param type as {@link BpfConstants#BPF_LINK_TYPE_XDP}
 * @param programId the attached program
 * @param interfaceIndex of a link of XDP or TCX; 0 if the interface is gone
 */
public record BpfLinkDescription(int id, int type, int programId, int interfaceIndex) {
    static BpfLinkDescription of(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BpfLinkInfo.LAYOUT);
            Commands.info("describe BPF link", fd, info);
            return new BpfLinkDescription(
                    BpfLinkInfo.id(info, 0),
                    BpfLinkInfo.type(info, 0),
                    BpfLinkInfo.prog_id(info, 0),
                    BpfLinkInfo.ifindex(info, 0));
        }
    }
}
