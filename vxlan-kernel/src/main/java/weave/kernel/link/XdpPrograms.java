package weave.kernel.link;

import static weave.linux.netlink.IfLinkConstants.IFLA_XDP;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_DRV_PROG_ID;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_HW_PROG_ID;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_SKB_PROG_ID;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETLINK;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWLINK;

import java.util.ArrayList;
import java.util.List;
import weave.kernel.link.AttachedXdp.Place;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.LinuxException;
import weave.linux.bpf.Bpf;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfLink;
import weave.linux.bpf.BpfLinkDescription;
import weave.linux.bpf.BpfProgram;
import weave.linux.netlink.Ifinfomsg;

/**
 * The XDP programs on interfaces of the network namespace that the opening thread is in, whoever
 * attached them. A refusal by the kernel is a {@link LinuxException}. Threads may share it.
 */
public final class XdpPrograms implements AutoCloseable {
    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** Those on an interface: none or one, or one on the NIC and another one. */
    public List<AttachedXdp> on(int interfaceIndex) {
        RequestWriter request = new RequestWriter(RTM_GETLINK, 0);
        Ifinfomsg.ifi_index(request.memory(), request.body(Ifinfomsg.SIZE), interfaceIndex);
        List<AttachedXdp> programs = new ArrayList<>();
        String operation = "ask for XDP programs of interface " + interfaceIndex;
        for (NetlinkMessage answer : socket.request(operation, request)) {
            if (answer.type() == RTM_NEWLINK) {
                AttributeReader attributes = answer.attributes(Ifinfomsg.SIZE);
                while (attributes.next()) {
                    if (attributes.type() == IFLA_XDP) {
                        read(attributes.nested(), interfaceIndex, programs);
                    }
                }
            }
        }
        return programs;
    }

    private static void read(AttributeReader xdp, int interfaceIndex, List<AttachedXdp> into) {
        while (xdp.next()) {
            Place place =
                    switch (xdp.type()) {
                        case IFLA_XDP_DRV_PROG_ID -> Place.DRIVER;
                        case IFLA_XDP_SKB_PROG_ID -> Place.KERNEL;
                        case IFLA_XDP_HW_PROG_ID -> Place.NIC;
                        default -> null;
                    };
            if (place != null) {
                int id = xdp.asInt();
                boolean hasLink = !links(interfaceIndex, id).isEmpty();
                into.add(new AttachedXdp(id, name(id), place, hasLink));
            }
        }
    }

    private static String name(int programId) {
        try (BpfProgram program = BpfProgram.ofId(programId)) {
            return program.description().name();
        } catch (LinuxException gone) {
            return "";
        }
    }

    /**
     * The ids of the links that hold a program on an interface of that index. Links do not say in
     * which namespace that is.
     */
    private static List<Integer> links(int interfaceIndex, int programId) {
        List<Integer> found = new ArrayList<>();
        for (int id : Bpf.linkIds()) {
            try (BpfLink link = BpfLink.ofId(id)) {
                BpfLinkDescription description = link.description();
                if (description.type() == BpfConstants.BPF_LINK_TYPE_XDP
                        && description.programId() == programId
                        && description.interfaceIndex() == interfaceIndex) {
                    found.add(id);
                }
            } catch (LinuxException gone) {
                // Closed since we asked for all.
            }
        }
        return found;
    }

    @Override
    public void close() {
        socket.close();
    }
}
