package weave.kernel.tc;

import static weave.linux.netlink.RtnetlinkConstants.TCA_KIND;

import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Tcmsg;

/**
 * A queueing discipline of an interface, or {@code clsact}, which queues nothing and has filters
 * only.
 *
 * @param linkIndex the interface
 * @param kind as {@code clsact}, {@code fq_codel}
 * @param handle its own number, as {@code tc} shows it: upper and lower half
 * @param parent what it hangs on
 */
public record Qdisc(int linkIndex, String kind, int handle, int parent) {
    static Qdisc of(NetlinkMessage message) {
        long body = message.body(Tcmsg.SIZE);
        String kind = "";
        AttributeReader attributes = message.attributes(Tcmsg.SIZE);
        while (attributes.next()) {
            if (attributes.type() == TCA_KIND) {
                kind = attributes.asString();
            }
        }
        return new Qdisc(
                Tcmsg.tcm_ifindex(message.memory(), body),
                kind,
                Tcmsg.tcm_handle(message.memory(), body),
                Tcmsg.tcm_parent(message.memory(), body));
    }
}
