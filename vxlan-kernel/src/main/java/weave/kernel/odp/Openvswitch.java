package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_CMD_DEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_NETDEV;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_VXLAN;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import weave.kernel.generic.GenericFamily;
import weave.kernel.generic.GenericSocket;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.netlink.Genlmsghdr;
import weave.linux.openvswitch.OvsHeader;

/**
 * The datapaths of the network namespace that the opening thread is in, their ports and flows. A
 * refusal by the kernel is a {@link LinuxException} that says in words what was tried. Threads may
 * share it.
 */
public final class Openvswitch implements AutoCloseable {
    /** What lies before the attributes of every message. */
    static final long HEAD_SIZE = Genlmsghdr.SIZE + OvsHeader.SIZE;

    /** The longest frame that something can be done with: one request holds it and the actions. */
    static final int FRAME_LENGTH_MAX = 64_000;

    /** Of families, and of the groups that are told of them. */
    private static final String DATAPATH_FAMILY = "ovs_datapath";

    private static final String VPORT_FAMILY = "ovs_vport";

    private final GenericSocket socket;
    private final OpenvswitchRequests requests;

    private Openvswitch(GenericSocket socket) {
        this.socket = socket;
        requests =
                new OpenvswitchRequests(
                        require(DATAPATH_FAMILY),
                        require(VPORT_FAMILY),
                        require("ovs_flow"),
                        require("ovs_packet"));
    }

    /**
     * Opens it; the kernel loads the module if it has it.
     *
     * @throws LinuxException with {@code ENOENT} if this kernel has no Open vSwitch
     */
    public static Openvswitch open() {
        GenericSocket socket = new GenericSocket();
        try {
            return new Openvswitch(socket);
        } catch (LinuxException refused) {
            socket.close();
            throw refused;
        }
    }

    private GenericFamily require(String name) {
        return socket.family(name)
                .orElseThrow(() ->
                        new LinuxException(
                                "use Open vSwitch",
                                Errno.ENOENT,
                                "this kernel has no module openvswitch"));
    }

    /** Where the header of Open vSwitch is in a message. */
    static long header(NetlinkMessage message) {
        return message.body(HEAD_SIZE) + Genlmsghdr.SIZE;
    }

    /** What upcalls are a message of. */
    GenericFamily packets() {
        return requests.packets();
    }

    /** The port that a message of those groups says is no more; nothing if it is about another. */
    Optional<Vport> deletedVport(NetlinkMessage message) {
        boolean isDeletion =
                message.type() == requests.vports().id()
                        && GenericFamily.command(message) == OVS_VPORT_CMD_DEL;
        return isDeletion ? Optional.of(Vport.of(message)) : Optional.empty();
    }

    /** The groups that are told when datapaths and ports come, change and go. */
    List<Integer> groups() {
        return Stream.of(
                        requests.datapaths().groups().get(DATAPATH_FAMILY),
                        requests.vports().groups().get(VPORT_FAMILY))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The one of that name, if there is one. */
    public Optional<Datapath> datapath(String name) {
        try {
            return socket.request("find datapath " + name, requests.datapath(name)).stream()
                    .findFirst()
                    .map(Datapath::of);
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Makes one, and the link of that name, which is its first port. */
    public Datapath createDatapath(String name) {
        socket.request("create datapath " + name, requests.newDatapath(name));
        return datapath(name)
                .orElseThrow(() -> new LinuxException("find new datapath " + name, Errno.ENODEV));
    }

    /**
     * Has one hand its upcalls over as we want them. {@code ovs-dpctl} has them go to a socket per
     * processor, which nobody has, as soon as it looks at a datapath.
     */
    public void adopt(Datapath datapath) {
        if (datapath.features() != OpenvswitchRequests.FEATURES) {
            socket.request(
                    "adopt datapath " + datapath.name(), requests.adoptDatapath(datapath.index()));
        }
    }

    /** Removes it with all its ports and flows; links that were put on it stay. */
    public void delete(Datapath datapath) {
        socket.request(
                "delete datapath " + datapath.name(), requests.deleteDatapath(datapath.index()));
    }

    /** Its ports. */
    public List<Vport> vports(Datapath datapath) {
        RequestWriter request = requests.vports(datapath.index());
        return socket.dump("list ports of datapath " + datapath.name(), request).stream()
                .map(Vport::of)
                .toList();
    }

    /**
     * Puts a link on it.
     *
     * @param upcallPort the netlink port that gets what comes in at it and matches no flow
     */
    public Vport addLink(Datapath datapath, String link, int upcallPort) {
        return add(datapath, link, OVS_VPORT_TYPE_NETDEV, OptionalInt.empty(), upcallPort);
    }

    /** Makes a port that sends to, and receives at, a UDP port, with the link of that name. */
    public Vport addVxlan(Datapath datapath, String name, int udpPort, int upcallPort) {
        return add(datapath, name, OVS_VPORT_TYPE_VXLAN, OptionalInt.of(udpPort), upcallPort);
    }

    private Vport add(
            Datapath datapath, String name, int type, OptionalInt udpPort, int upcallPort) {
        String operation = "put " + name + " on datapath " + datapath.name();
        int index = datapath.index();
        socket.request(operation, requests.newVport(index, name, type, udpPort, upcallPort));
        return socket.request(operation, requests.vport(index, name)).stream()
                .findFirst()
                .map(Vport::of)
                .orElseThrow(() -> new LinuxException(operation, Errno.ENODEV));
    }

    /** Has what comes in at it and matches no flow go to another netlink port; 0 for nowhere. */
    public void setUpcallPort(Vport vport, int upcallPort) {
        socket.request(
                "receive upcalls of " + vport.name(), requests.setUpcallPort(vport, upcallPort));
    }

    /** Takes a port off its datapath, and removes its link if that was made with it. */
    public void delete(Vport vport) {
        socket.request("delete port " + vport.name(), requests.deleteVport(vport));
    }

    /** Its flows. */
    public List<Flow> flows(Datapath datapath) {
        RequestWriter request = requests.flows(datapath.index());
        return socket.dump("list flows of datapath " + datapath.name(), request).stream()
                .map(Flow::of)
                .toList();
    }

    /**
     * Makes a flow, or has an existing one do something else from now on.
     *
     * @return what it is now, with what it has carried before
     */
    public Optional<Flow> putFlow(Datapath datapath, FlowKey key, List<FlowAction> actions) {
        RequestWriter request = requests.putFlow(datapath.index(), key, actions);
        return socket.request("put flow " + key, request).stream().findFirst().map(Flow::of);
    }

    /**
     * Removes a flow.
     *
     * @return what it had done at last; nothing if there was none
     */
    public Optional<Flow> deleteFlow(Datapath datapath, FlowKey key) {
        return deleteFlow(requests.deleteFlow(datapath.index(), key));
    }

    /** Removes a flow, whoever made it. */
    public Optional<Flow> deleteFlow(Datapath datapath, Flow flow) {
        return deleteFlow(requests.deleteFlow(datapath.index(), flow));
    }

    private Optional<Flow> deleteFlow(RequestWriter request) {
        try {
            return socket.request("delete flow", request).stream().findFirst().map(Flow::of);
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Has something done with one frame.
     *
     * @param inPort where it came in
     * @param frame of at most {@link #FRAME_LENGTH_MAX} bytes
     */
    public void execute(Datapath datapath, int inPort, byte[] frame, List<FlowAction> actions) {
        socket.request(
                "forward a frame", requests.execute(datapath.index(), inPort, frame, actions));
    }

    @Override
    public void close() {
        socket.close();
    }
}
