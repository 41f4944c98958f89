package weave.xdp.program;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static weave.linux.bpf.BpfConstants.BPF_F_XDP_HAS_FRAGS;
import static weave.linux.bpf.BpfConstants.BPF_MAP_TYPE_XSKMAP;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfLink;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.BpfProgram;

/**
 * A program on an interface, and the sockets it hands packets to:
 *
 * <pre>
 *   NIC queue 0 ──┐              ┌─ sockets[0] ──▶ AF_XDP socket of queue 0
 *   NIC queue 1 ──┼─▶ program ───┼─ sockets[1] ──▶ AF_XDP socket of queue 1
 *   ...           │              │  ...
 *                 └──────────────┴─ everything else ──▶ the kernel's network stack
 * </pre>
 *
 * <p>It is attached by a BPF link, so it is gone from the interface when the process ends, however
 * it does. Packets may consist of several buffers; of those it sees the first one. For one thread
 * at a time.
 */
public final class XdpAttachment implements AutoCloseable {
    private final BpfMap sockets;
    private final BpfProgram program;
    private final BpfLink link;
    private final XdpMode mode;

    private XdpAttachment(BpfMap sockets, BpfProgram program, BpfLink link, XdpMode mode) {
        this.sockets = sockets;
        this.program = program;
        this.link = link;
        this.mode = mode;
    }

    /**
     * Attaches a program; no queue has a socket yet. Another program that is there stays.
     *
     * @param interfaceIndex in the network namespace of the calling thread
     * @param queueCount how many queues can have a socket: those with an index below it
     * @throws weave.linux.bpf.VerifierException if the kernel finds fault with the program
     * @throws LinuxException if the kernel refuses: {@code EBUSY} or {@code EEXIST} if another
     *     program is there, {@code EOPNOTSUPP} if the driver has no XDP
     */
    public static XdpAttachment attach(
            XdpProgram program, int interfaceIndex, XdpMode mode, int queueCount) {
        BpfMap sockets =
                BpfMap.create(
                        "weave_sockets",
                        BPF_MAP_TYPE_XSKMAP,
                        Integer.BYTES,
                        Integer.BYTES,
                        queueCount);
        BpfProgram loaded = null;
        try {
            loaded =
                    BpfProgram.load(
                            program.name(),
                            BPF_PROG_TYPE_XDP,
                            program.assemble(sockets),
                            BPF_F_XDP_HAS_FRAGS);
            BpfLink link = BpfLink.attachXdp(loaded, interfaceIndex, mode.flag);
            return new XdpAttachment(sockets, loaded, link, mode);
        } catch (RuntimeException refused) {
            if (loaded != null) {
                loaded.close();
            }
            sockets.close();
            throw refused;
        }
    }

    /** The same in the driver if that has XDP, else in the kernel's own code. */
    public static XdpAttachment attachAny(XdpProgram program, int interfaceIndex, int queueCount) {
        try {
            return attach(program, interfaceIndex, XdpMode.DRIVER, queueCount);
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EBUSY || refused.errno() == Errno.EEXIST) {
                throw refused;
            }
            return attach(program, interfaceIndex, XdpMode.GENERIC, queueCount);
        }
    }

    /** Where it runs. */
    public XdpMode mode() {
        return mode;
    }

    /** The id of the table of sockets, for a process that enters sockets of its own. */
    public int socketsId() {
        return sockets.description().id();
    }

    /** Whether it still is there: not if the interface is gone, or somebody took it off. */
    public boolean isAttached() {
        return link.description().interfaceIndex() != 0;
    }

    /**
     * From now on packets of a queue go to a socket.
     *
     * @param socketFd of a socket of {@code AF_XDP}, bound to this interface and queue: what goes
     *     to a socket bound elsewhere is dropped
     * @throws LinuxException if the kernel refuses; {@code E2BIG} if there is no such queue here
     */
    public void bind(int queue, int socketFd) {
        try (Arena arena = Arena.ofConfined()) {
            sockets.update(key(arena, queue), arena.allocateFrom(JAVA_INT, socketFd));
        }
    }

    /** From now on packets of a queue go on to the kernel; so they do if its socket is closed. */
    public void unbind(int queue) {
        try (Arena arena = Arena.ofConfined()) {
            sockets.delete(key(arena, queue));
        }
    }

    /** Takes the program off the interface; sockets stay open. */
    @Override
    public void close() {
        link.close();
        program.close();
        sockets.close();
    }

    private static MemorySegment key(Arena arena, int queue) {
        return arena.allocateFrom(JAVA_INT, queue);
    }
}
