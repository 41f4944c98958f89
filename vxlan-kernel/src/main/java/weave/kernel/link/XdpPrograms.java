package weave.kernel.link;

import static weave.linux.netlink.IfLinkConstants.IFLA_XDP;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_DRV_PROG_ID;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_EXPECTED_FD;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_FD;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_FLAGS;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_HW_PROG_ID;
import static weave.linux.netlink.IfLinkConstants.IFLA_XDP_SKB_PROG_ID;
import static weave.linux.netlink.IfLinkConstants.XDP_FLAGS_REPLACE;
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
import weave.linux.Errno;
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
    private static final int NO_PROGRAM = -1;

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

    /**
     * Takes one off, whoever brought it there; if it is not there any more, or another one is in
     * its place, nothing happens to that. Who brought it is not told. Until another one is attached
     * there is none: neither a link nor netlink can put one in the place of a link's.
     *
     * @throws LinuxException if the kernel refuses; {@code EEXIST} if it was replaced meanwhile;
     *     {@code EBUSY} if the same program is held by links on interfaces of this index in several
     *     namespaces, of which none says in which
     */
    public void remove(int interfaceIndex, AttachedXdp attached) {
        String operation = "take " + attached + " off interface " + interfaceIndex;
        if (attached.hasLink()) {
            detach(operation, interfaceIndex, attached);
            return;
        }
        try (BpfProgram program = BpfProgram.ofId(attached.programId())) {
            RequestWriter request = new RequestWriter(RTM_NEWLINK, 0);
            Ifinfomsg.ifi_index(request.memory(), request.body(Ifinfomsg.SIZE), interfaceIndex);
            request.putNested(
                    IFLA_XDP,
                    xdp ->
                            xdp.putInt(IFLA_XDP_FD, NO_PROGRAM)
                                    .putInt(IFLA_XDP_EXPECTED_FD, program.fd())
                                    .putInt(
                                            IFLA_XDP_FLAGS,
                                            attached.place().flag | XDP_FLAGS_REPLACE));
            socket.request(operation, request);
        }
    }

    private static void detach(String operation, int interfaceIndex, AttachedXdp attached) {
        List<Integer> links = links(interfaceIndex, attached.programId());
        if (links.size() > 1) {
            throw new LinuxException(
                    operation, Errno.EBUSY, "links " + links + " are alike: detach the right one");
        }
        for (int id : links) {
            try (BpfLink link = BpfLink.ofId(id)) {
                link.detach();
            }
        }
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
