package weave.kernel.odp;

import static weave.linux.netlink.NetlinkConstants.NLM_F_ECHO;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DATAPATH_VERSION;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_ATTR_NAME;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_ATTR_UPCALL_PID;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_ATTR_USER_FEATURES;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_CMD_DEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_CMD_GET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_CMD_NEW;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_DP_CMD_SET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_ATTR_ACTIONS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_CMD_DEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_CMD_GET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_CMD_NEW;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_FLOW_VERSION;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_IN_PORT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_ACTIONS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_KEY;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_ATTR_PACKET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_CMD_EXECUTE;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_PACKET_VERSION;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_ATTR_DST_PORT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_NAME;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_OPTIONS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_PORT_NO;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_TYPE;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_ATTR_UPCALL_PID;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_CMD_DEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_CMD_GET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_CMD_NEW;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_CMD_SET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_NETDEV;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_VXLAN;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_VERSION;

import java.util.List;
import java.util.Optional;
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

    /** Upcalls of a port go to one socket, and frames lie in them without padding. */
    private static final int FEATURES = 0;

    /** Of the family, and of the group that is told of it. */
    private static final String VPORT_FAMILY = "ovs_vport";

    /** The longest frame that something can be done with: one request holds it and the actions. */
    static final int FRAME_LENGTH_MAX = 64_000;

    private static final int PACKET_REQUEST_LENGTH_MAX = 65_536;

    private final GenericSocket socket;
    private final GenericFamily datapaths;
    private final GenericFamily vports;
    private final GenericFamily flows;
    private final GenericFamily packets;

    private Openvswitch(GenericSocket socket) {
        this.socket = socket;
        datapaths = require("ovs_datapath");
        vports = require(VPORT_FAMILY);
        flows = require("ovs_flow");
        packets = require("ovs_packet");
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
        return packets;
    }

    /** The group that is told when ports come and go; 0 if there is none. */
    int portsGroup() {
        return vports.groups().getOrDefault(VPORT_FAMILY, 0);
    }

    /** The one of that name, if there is one. */
    public Optional<Datapath> datapath(String name) {
        RequestWriter request =
                about(datapaths, OVS_DP_CMD_GET, OVS_DATAPATH_VERSION, 0)
                        .putString(OVS_DP_ATTR_NAME, name);
        try {
            return socket.request("find datapath " + name, request).stream()
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
        RequestWriter request =
                about(datapaths, OVS_DP_CMD_NEW, OVS_DATAPATH_VERSION, 0)
                        .putString(OVS_DP_ATTR_NAME, name)
                        .putInt(OVS_DP_ATTR_UPCALL_PID, 0)
                        .putInt(OVS_DP_ATTR_USER_FEATURES, FEATURES);
        socket.request("create datapath " + name, request);
        return datapath(name)
                .orElseThrow(() -> new LinuxException("find new datapath " + name, Errno.ENODEV));
    }

    /** Has one that somebody else made hand its upcalls over as ours do. */
    public void adopt(Datapath datapath) {
        RequestWriter request =
                about(datapaths, OVS_DP_CMD_SET, OVS_DATAPATH_VERSION, datapath.index())
                        .putInt(OVS_DP_ATTR_USER_FEATURES, FEATURES);
        socket.request("adopt datapath " + datapath.name(), request);
    }

    /** Removes it with all its ports and flows; links that were put on it stay. */
    public void delete(Datapath datapath) {
        socket.request(
                "delete datapath " + datapath.name(),
                about(datapaths, OVS_DP_CMD_DEL, OVS_DATAPATH_VERSION, datapath.index()));
    }

    /** Its ports. */
    public List<Vport> vports(Datapath datapath) {
        RequestWriter request =
                about(vports, OVS_VPORT_CMD_GET, OVS_VPORT_VERSION, datapath.index());
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
        return add(datapath, link, OVS_VPORT_TYPE_NETDEV, 0, upcallPort);
    }

    /** Makes a port that sends to, and receives at, a UDP port, with the link of that name. */
    public Vport addVxlan(Datapath datapath, String name, int udpPort, int upcallPort) {
        return add(datapath, name, OVS_VPORT_TYPE_VXLAN, udpPort, upcallPort);
    }

    private Vport add(Datapath datapath, String name, int type, int udpPort, int upcallPort) {
        RequestWriter request =
                about(vports, OVS_VPORT_CMD_NEW, OVS_VPORT_VERSION, datapath.index())
                        .putString(OVS_VPORT_ATTR_NAME, name)
                        .putInt(OVS_VPORT_ATTR_TYPE, type)
                        .putInt(OVS_VPORT_ATTR_UPCALL_PID, upcallPort);
        if (udpPort != 0) {
            request.putNested(
                    OVS_VPORT_ATTR_OPTIONS,
                    options -> options.putShort(OVS_TUNNEL_ATTR_DST_PORT, udpPort));
        }
        String operation = "put " + name + " on datapath " + datapath.name();
        socket.request(operation, request);
        RequestWriter find =
                about(vports, OVS_VPORT_CMD_GET, OVS_VPORT_VERSION, datapath.index())
                        .putString(OVS_VPORT_ATTR_NAME, name);
        return socket.request(operation, find).stream()
                .findFirst()
                .map(Vport::of)
                .orElseThrow(() -> new LinuxException(operation, Errno.ENODEV));
    }

    /** Has what comes in at it and matches no flow go to another netlink port; 0 for nowhere. */
    public void setUpcallPort(Vport vport, int upcallPort) {
        socket.request(
                "receive upcalls of " + vport.name(),
                about(vport, OVS_VPORT_CMD_SET).putInt(OVS_VPORT_ATTR_UPCALL_PID, upcallPort));
    }

    /** Takes a port off its datapath, and removes its link if that was made with it. */
    public void delete(Vport vport) {
        socket.request("delete port " + vport.name(), about(vport, OVS_VPORT_CMD_DEL));
    }

    /** Its flows. */
    public List<Flow> flows(Datapath datapath) {
        RequestWriter request = about(flows, OVS_FLOW_CMD_GET, OVS_FLOW_VERSION, datapath.index());
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
        RequestWriter request = flows.request(OVS_FLOW_CMD_NEW, OVS_FLOW_VERSION, NLM_F_ECHO);
        begin(request, datapath.index());
        key.writeKey(request);
        request.putNested(
                OVS_FLOW_ATTR_ACTIONS, list -> actions.forEach(action -> action.write(list)));
        key.writeMask(request);
        return socket.request("put flow " + key, request).stream().findFirst().map(Flow::of);
    }

    /**
     * Removes a flow.
     *
     * @return what it had done at last; nothing if there was none
     */
    public Optional<Flow> deleteFlow(Datapath datapath, FlowKey key) {
        RequestWriter request = flows.request(OVS_FLOW_CMD_DEL, OVS_FLOW_VERSION, NLM_F_ECHO);
        begin(request, datapath.index());
        key.writeKey(request);
        return deleteFlow(request);
    }

    /** Removes a flow, whoever made it. */
    public Optional<Flow> deleteFlow(Datapath datapath, Flow flow) {
        RequestWriter request = flows.request(OVS_FLOW_CMD_DEL, OVS_FLOW_VERSION, NLM_F_ECHO);
        begin(request, datapath.index());
        flow.writeName(request);
        return deleteFlow(request);
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
        RequestWriter request =
                packets.request(
                        OVS_PACKET_CMD_EXECUTE, OVS_PACKET_VERSION, 0, PACKET_REQUEST_LENGTH_MAX);
        begin(request, datapath.index());
        request.putBytes(OVS_PACKET_ATTR_PACKET, frame)
                .putNested(OVS_PACKET_ATTR_KEY, key -> key.putInt(OVS_KEY_ATTR_IN_PORT, inPort))
                .putNested(
                        OVS_PACKET_ATTR_ACTIONS,
                        list -> actions.forEach(action -> action.write(list)));
        socket.request("forward a frame", request);
    }

    @Override
    public void close() {
        socket.close();
    }

    private RequestWriter about(Vport vport, int command) {
        return about(vports, command, OVS_VPORT_VERSION, vport.datapath())
                .putInt(OVS_VPORT_ATTR_PORT_NO, vport.number());
    }

    private static RequestWriter about(
            GenericFamily family, int command, int version, int datapath) {
        return begin(family.request(command, version, 0), datapath);
    }

    private static RequestWriter begin(RequestWriter request, int datapath) {
        OvsHeader.dp_ifindex(request.memory(), request.body(OvsHeader.SIZE), datapath);
        return request;
    }
}
