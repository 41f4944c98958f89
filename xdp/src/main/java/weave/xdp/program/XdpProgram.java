package weave.xdp.program;

import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfMap;

/** A program for XDP that hands packets to the sockets of their queues. */
public abstract sealed class XdpProgram permits RedirectAll, RedirectToSocket {
    /** What {@code bpftool} shows, and who finds it in his way: at most 15 characters. */
    public abstract String name();

    /**
     * Its instructions.
     *
     * @param sockets the socket of each queue; a queue may have none
     */
    abstract BpfCode assemble(BpfMap sockets);
}
