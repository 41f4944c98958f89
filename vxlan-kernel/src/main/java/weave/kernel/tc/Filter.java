package weave.kernel.tc;

import static weave.linux.netlink.RtnetlinkConstants.TCA_KIND;
import static weave.linux.netlink.RtnetlinkConstants.TCA_OPTIONS;
import static weave.linux.netlink.TcConstants.TCA_BPF_FLAGS;
import static weave.linux.netlink.TcConstants.TCA_BPF_FLAG_ACT_DIRECT;
import static weave.linux.netlink.TcConstants.TCA_BPF_ID;
import static weave.linux.netlink.TcConstants.TCA_BPF_NAME;

import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Tcmsg;

/**
 * A filter, ours or another's.
 *
 * @param linkIndex the interface
 * @param kind as {@code bpf}, {@code u32}
 * @param priority the one with the lowest sees a packet first
 * @param handle tells filters of one priority apart; 0 for what the kernel lists beside them
 * @param name what its maker called it; "" if it is no BPF
 * @param programId the id of its program, for {@link weave.linux.bpf.BpfProgram#ofId}; 0 if it is
 *     no BPF
 * @param isDirectAction whether the program decides what happens to the packet
 */
public record Filter(
        int linkIndex,
        String kind,
        int priority,
        int handle,
        String name,
        int programId,
        boolean isDirectAction) {
    static final String BPF = "bpf";

    static Filter of(NetlinkMessage message) {
        long body = message.body(Tcmsg.SIZE);
        String kind = "";
        AttributeReader options = null;
        AttributeReader attributes = message.attributes(Tcmsg.SIZE);
        while (attributes.next()) {
            if (attributes.type() == TCA_KIND) {
                kind = attributes.asString();
            } else if (attributes.type() == TCA_OPTIONS) {
                options = attributes.nested();
            }
        }
        String name = "";
        int programId = 0;
        boolean isDirectAction = false;
        while (kind.equals(BPF) && options != null && options.next()) {
            switch (options.type()) {
                case TCA_BPF_NAME -> name = options.asString();
                case TCA_BPF_ID -> programId = options.asInt();
                case TCA_BPF_FLAGS ->
                        isDirectAction = (options.asInt() & TCA_BPF_FLAG_ACT_DIRECT) != 0;
                default -> {}
            }
        }
        return new Filter(
                Tcmsg.tcm_ifindex(message.memory(), body),
                kind,
                Tcmsg.tcm_info(message.memory(), body) >>> Short.SIZE,
                Tcmsg.tcm_handle(message.memory(), body),
                name,
                programId,
                isDirectAction);
    }
}
