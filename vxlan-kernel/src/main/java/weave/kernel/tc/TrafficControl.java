package weave.kernel.tc;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELQDISC;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELTFILTER;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETQDISC;
import static weave.linux.netlink.RtnetlinkConstants.RTM_GETTFILTER;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWQDISC;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWTFILTER;
import static weave.linux.netlink.RtnetlinkConstants.TCA_KIND;
import static weave.linux.netlink.RtnetlinkConstants.TCA_OPTIONS;
import static weave.linux.netlink.TcConstants.TCA_BPF_FD;
import static weave.linux.netlink.TcConstants.TCA_BPF_FLAGS;
import static weave.linux.netlink.TcConstants.TCA_BPF_FLAG_ACT_DIRECT;
import static weave.linux.netlink.TcConstants.TCA_BPF_NAME;
import static weave.linux.netlink.TcConstants.TC_H_CLSACT;
import static weave.linux.socket.EthernetConstants.ETH_P_ALL;

import java.util.List;
import java.util.Optional;
import weave.kernel.link.Link;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfProgram;
import weave.linux.netlink.Tcmsg;

/**
 * Programs on the interfaces of the network namespace that the opening thread is in. Interfaces may
 * carry others' filters: those are never changed or removed, and neither is the {@code clsact} that
 * they hang on. A refusal by the kernel is a {@link LinuxException}. Threads may share it.
 */
public final class TrafficControl implements AutoCloseable {
    private static final String CLSACT = "clsact";

    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /** Makes an interface able to have filters; false if it was. */
    public boolean addClsact(Link link) {
        try {
            socket.request("add clsact to " + link.name(), addClsact(link.index()));
            return true;
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EEXIST && hasClsact(link)) {
                return false;
            }
            throw refused;
        }
    }

    /** Undoes {@link #addClsact} if the interface has no filter any more; false if it has. */
    public boolean removeUnusedClsact(Link link) {
        if (!hasClsact(link)) {
            return true;
        }
        for (Hook hook : Hook.values()) {
            if (!filters(link, hook).isEmpty()) {
                return false;
            }
        }
        socket.request("remove clsact of " + link.name(), removeClsact(link.index()));
        return true;
    }

    /** Whether an interface can have filters. */
    public boolean hasClsact(Link link) {
        return qdiscs(link).stream().anyMatch(qdisc -> qdisc.kind().equals(CLSACT));
    }

    /** The queueing disciplines of an interface, and {@code clsact} if it has that. */
    public List<Qdisc> qdiscs(Link link) {
        // Some kernels list those of all interfaces, whatever is asked for.
        return socket.dump("list qdiscs of " + link.name(), listQdiscs(link.index())).stream()
                .map(Qdisc::of)
                .filter(qdisc -> qdisc.linkIndex() == link.index())
                .toList();
    }

    /** All filters of a hook, the one that sees packets first coming first. */
    public List<Filter> filters(Link link, Hook hook) {
        return socket
                .dump("list filters of " + link.name(), listFilters(link.index(), hook))
                .stream()
                .map(Filter::of)
                .filter(filter -> filter.linkIndex() == link.index() && filter.handle() != 0)
                .toList();
    }

    /** The filter of that priority and handle, whoever made it. */
    public Optional<Filter> filter(Link link, Hook hook, int priority, int handle) {
        return filters(link, hook).stream()
                .filter(filter -> filter.priority() == priority && filter.handle() == handle)
                .findFirst();
    }

    /**
     * Has a program see all packets of a hook and decide what happens to them, at once in place of
     * the one that the same priority, handle and name had before.
     *
     * @param priority 1 to 65,535; the one with the lowest sees a packet first
     * @param handle from 1; tells filters of one priority apart
     * @param name says whose it is
     * @throws LinuxException {@code EEXIST} if the priority and handle are another's
     */
    public void setFilter(
            Link link, Hook hook, int priority, int handle, String name, BpfProgram program) {
        String operation = "attach " + program + " to " + hook + " of " + link.name();
        Optional<Filter> before = filter(link, hook, priority, handle);
        if (before.isPresent() && !isNamed(before.get(), name)) {
            String reason =
                    "priority " + priority + " has the filter of somebody else: " + before.get();
            throw new LinuxException(operation, Errno.EEXIST, reason);
        }
        int flags = before.isPresent() ? NLM_F_CREATE : NLM_F_CREATE | NLM_F_EXCL;
        socket.request(
                operation,
                setFilter(flags, link.index(), hook, priority, handle, name, program.fd()));
    }

    /**
     * Removes a filter of ours.
     *
     * @return false if there is none of that priority, handle and name
     */
    public boolean removeFilter(Link link, Hook hook, int priority, int handle, String name) {
        if (filter(link, hook, priority, handle).filter(f -> isNamed(f, name)).isEmpty()) {
            return false;
        }
        socket.request(
                "remove filter " + name + " of " + link.name(),
                removeFilter(link.index(), hook, priority, handle));
        return true;
    }

    @Override
    public void close() {
        socket.close();
    }

    static RequestWriter addClsact(int linkIndex) {
        return clsact(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, linkIndex);
    }

    static RequestWriter removeClsact(int linkIndex) {
        return clsact(RTM_DELQDISC, 0, linkIndex);
    }

    static RequestWriter listQdiscs(int linkIndex) {
        return about(RTM_GETQDISC, 0, linkIndex, 0, 0, 0);
    }

    static RequestWriter listFilters(int linkIndex, Hook hook) {
        return about(RTM_GETTFILTER, 0, linkIndex, 0, hook.parent, 0);
    }

    static RequestWriter setFilter(
            int flags,
            int linkIndex,
            Hook hook,
            int priority,
            int handle,
            String name,
            int programFd) {
        return about(RTM_NEWTFILTER, flags, linkIndex, handle, hook.parent, info(priority))
                .putString(TCA_KIND, Filter.BPF)
                .putNested(
                        TCA_OPTIONS,
                        options ->
                                options.putInt(TCA_BPF_FD, programFd)
                                        .putString(TCA_BPF_NAME, name)
                                        .putInt(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT));
    }

    static RequestWriter removeFilter(int linkIndex, Hook hook, int priority, int handle) {
        return about(RTM_DELTFILTER, 0, linkIndex, handle, hook.parent, info(priority))
                .putString(TCA_KIND, Filter.BPF);
    }

    private static boolean isNamed(Filter filter, String name) {
        return filter.kind().equals(Filter.BPF) && filter.name().equals(name);
    }

    private static RequestWriter clsact(int type, int flags, int linkIndex) {
        int upperHalf = (int) TC_H_CLSACT & 0xFFFF_0000;
        return about(type, flags, linkIndex, upperHalf, (int) TC_H_CLSACT, 0)
                .putString(TCA_KIND, CLSACT);
    }

    private static int info(int priority) {
        return priority << Short.SIZE | Short.toUnsignedInt(Short.reverseBytes((short) ETH_P_ALL));
    }

    private static RequestWriter about(
            int type, int flags, int linkIndex, int handle, int parent, int info) {
        RequestWriter request = new RequestWriter(type, flags);
        long body = request.body(Tcmsg.SIZE);
        Tcmsg.tcm_ifindex(request.memory(), body, linkIndex);
        Tcmsg.tcm_handle(request.memory(), body, handle);
        Tcmsg.tcm_parent(request.memory(), body, parent);
        Tcmsg.tcm_info(request.memory(), body, info);
        return request;
    }
}
