package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_LINK_CREATE;
import static weave.linux.bpf.BpfConstants.BPF_LINK_DETACH;
import static weave.linux.bpf.BpfConstants.BPF_LINK_GET_FD_BY_ID;
import static weave.linux.bpf.BpfConstants.BPF_LINK_UPDATE;
import static weave.linux.bpf.BpfConstants.BPF_TCX_EGRESS;
import static weave.linux.bpf.BpfConstants.BPF_TCX_INGRESS;
import static weave.linux.bpf.BpfConstants.BPF_XDP;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;

/**
 * A program attached to a network interface, for as long as the link is open or pinned: when the
 * process ends, however it does, the program is gone from the interface.
 */
public final class BpfLink implements AutoCloseable {
    private final FileDescriptor file;

    private BpfLink(FileDescriptor file) {
        this.file = file;
    }

    /**
     * Has a program see every packet that arrives, before the kernel does.
     *
     * @param interfaceIndex in the network namespace of the calling thread
     * @param flags 0, or one of {@code XDP_FLAGS_SKB_MODE}, {@code XDP_FLAGS_DRV_MODE}
     * @throws LinuxException if the kernel refuses; {@code EBUSY} if another program is there
     */
    public static BpfLink attachXdp(BpfProgram program, int interfaceIndex, int flags) {
        String operation = "attach " + program + " to XDP of interface " + interfaceIndex;
        return new BpfLink(create(operation, program, interfaceIndex, BPF_XDP, flags));
    }

    /**
     * Has a program of {@link BpfConstants#BPF_PROG_TYPE_SCHED_CLS} see every packet that arrives,
     * or that leaves, beside those of others and before what {@code tc} attaches. Linux 6.6 or
     * newer.
     *
     * @throws LinuxException if the kernel refuses; {@code EOPNOTSUPP} if it is too old
     */
    public static BpfLink attachTcx(BpfProgram program, int interfaceIndex, boolean isIngress) {
        String operation = "attach " + program + " to TCX of interface " + interfaceIndex;
        int type = isIngress ? BPF_TCX_INGRESS : BPF_TCX_EGRESS;
        try {
            return new BpfLink(create(operation, program, interfaceIndex, type, 0));
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EINVAL && !Bpf.hasTcx()) {
                String reason = "TCX needs Linux 6.6 or newer";
                throw new LinuxException(operation, Errno.EOPNOTSUPP, reason);
            }
            throw refused;
        }
    }

    /** Opens a link by its id, as {@link Bpf#linkIds}. */
    public static BpfLink ofId(int id) {
        return new BpfLink(Commands.openId("open BPF link " + id, BPF_LINK_GET_FD_BY_ID, id));
    }

    /** Opens a link that was {@link #pin pinned}. */
    public static BpfLink ofPath(Path path) {
        return new BpfLink(Commands.openPinned("open BPF link " + path, path));
    }

    /** Gives it a name in a BPF file system, where it lives until that file is removed. */
    public void pin(Path path) {
        Commands.pin("pin BPF link to " + path, file.number(), path);
    }

    /** What the kernel says of it now. */
    public BpfLinkDescription description() {
        return BpfLinkDescription.of(file.number());
    }

    /** Has another program of the same type take its place, without a packet unseen. */
    public void replace(BpfProgram program) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(LinkUpdateAttr.LAYOUT);
            LinkUpdateAttr.link_fd(attributes, 0, file.number());
            LinkUpdateAttr.new_prog_fd(attributes, 0, program.fd());
            LinuxException.check(
                    "replace by " + program, Commands.run(BPF_LINK_UPDATE, attributes));
        }
    }

    /** Takes the program off the interface, even if others have the link open or pinned. */
    public void detach() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(LinkUpdateAttr.LAYOUT.byteSize());
            LinkUpdateAttr.link_fd(attributes, 0, file.number());
            LinuxException.check("detach BPF link", Commands.run(BPF_LINK_DETACH, attributes));
        }
    }

    /** Closes the descriptor; a second time does nothing. */
    @Override
    public void close() {
        file.close();
    }

    private static FileDescriptor create(
            String operation, BpfProgram program, int interfaceIndex, int type, int flags) {
        return Commands.create(
                operation,
                BPF_LINK_CREATE,
                LinkCreateAttr.SIZE,
                attributes -> {
                    LinkCreateAttr.prog_fd(attributes, 0, program.fd());
                    LinkCreateAttr.target_ifindex(attributes, 0, interfaceIndex);
                    LinkCreateAttr.attach_type(attributes, 0, type);
                    LinkCreateAttr.flags(attributes, 0, flags);
                });
    }
}
