package weave.xdp.program;

import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.BpfHelpers.BPF_FUNC_redirect_map;
import static weave.linux.bpf.Register.R1;
import static weave.linux.bpf.Register.R2;
import static weave.linux.bpf.Register.R3;

import weave.linux.bpf.BpfAssembler;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfMap;
import weave.linux.bpf.XdpMd;

/**
 * Everything that a queue receives goes to its socket: for an interface that serves nothing else.
 * What comes while the queue has no socket goes on as if this program were not there.
 *
 * <pre>{@code
 * return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_PASS);
 * }</pre>
 */
public final class RedirectAll extends XdpProgram {
    @Override
    public String name() {
        return "weave_xdp_all";
    }

    @Override
    BpfCode assemble(BpfMap sockets) {
        return new BpfAssembler()
                .load32(R2, R1, XdpMd.RX_QUEUE_INDEX_OFFSET)
                .loadMap(R1, sockets)
                .mov(R3, XDP_PASS)
                .call(BPF_FUNC_redirect_map)
                .exit()
                .assemble();
    }
}
