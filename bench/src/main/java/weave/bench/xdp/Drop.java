package weave.bench.xdp;

import static weave.linux.bpf.BpfConstants.BPF_F_XDP_HAS_FRAGS;
import static weave.linux.bpf.BpfConstants.BPF_PROG_TYPE_XDP;
import static weave.linux.bpf.BpfConstants.XDP_DROP;
import static weave.linux.bpf.Register.R0;

import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfLink;
import weave.linux.bpf.BpfProgram;
import weave.linux.netlink.IfLinkConstants;
import weave.xdp.program.XdpMode;

/** An XDP program that drops all that arrives at an interface, so that nobody has work with it. */
final class Drop implements AutoCloseable {
    private final BpfProgram program;
    private final BpfLink link;

    Drop(int interfaceIndex, XdpMode mode) {
        BpfAssembler code = new BpfAssembler().mov(R0, XDP_DROP).exit();
        program =
                BpfProgram.load(
                        "bench_drop", BPF_PROG_TYPE_XDP, code.assemble(), BPF_F_XDP_HAS_FRAGS);
        int flag =
                mode == XdpMode.DRIVER
                        ? IfLinkConstants.XDP_FLAGS_DRV_MODE
                        : IfLinkConstants.XDP_FLAGS_SKB_MODE;
        link = BpfLink.attachXdp(program, interfaceIndex, flag);
    }

    @Override
    public void close() {
        link.close();
        program.close();
    }
}
