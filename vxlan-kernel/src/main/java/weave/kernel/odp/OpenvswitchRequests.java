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
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_VERSION;

import java.util.List;
import java.util.OptionalInt;
import weave.kernel.generic.GenericFamily;
import weave.kernel.netlink.RequestWriter;
import weave.linux.openvswitch.OvsHeader;

/**
 * Writes what the kernel is asked.
 *
 * @param datapaths the family that datapaths are managed by
 * @param vports their ports
 * @param flows their flows
 * @param packets the frames in them
 */
record OpenvswitchRequests(
        GenericFamily datapaths, GenericFamily vports, GenericFamily flows, GenericFamily packets) {
    /** Upcalls of a port go to one socket, and frames lie in them padded. */
    static final int FEATURES = 0;

    private static final int PACKET_REQUEST_LENGTH_MAX = 65_536;

    RequestWriter datapath(String name) {
        return datapath(OVS_DP_CMD_GET, 0).putString(OVS_DP_ATTR_NAME, name);
    }

    RequestWriter newDatapath(String name) {
        return datapath(OVS_DP_CMD_NEW, 0)
                .putString(OVS_DP_ATTR_NAME, name)
                .putInt(OVS_DP_ATTR_UPCALL_PID, 0)
                .putInt(OVS_DP_ATTR_USER_FEATURES, FEATURES);
    }

    RequestWriter adoptDatapath(int datapath) {
        return datapath(OVS_DP_CMD_SET, datapath).putInt(OVS_DP_ATTR_USER_FEATURES, FEATURES);
    }

    RequestWriter deleteDatapath(int datapath) {
        return datapath(OVS_DP_CMD_DEL, datapath);
    }

    /** For a dump. */
    RequestWriter vports(int datapath) {
        return vport(OVS_VPORT_CMD_GET, datapath);
    }

    RequestWriter vport(int datapath, String name) {
        return vport(OVS_VPORT_CMD_GET, datapath).putString(OVS_VPORT_ATTR_NAME, name);
    }

    /**
     * @param type as {@code OVS_VPORT_TYPE_VXLAN}
     * @param udpPort for a type that has one
     */
    RequestWriter newVport(
            int datapath, String name, int type, OptionalInt udpPort, int upcallPort) {
        RequestWriter request =
                vport(OVS_VPORT_CMD_NEW, datapath)
                        .putInt(OVS_VPORT_ATTR_TYPE, type)
                        .putString(OVS_VPORT_ATTR_NAME, name)
                        .putInt(OVS_VPORT_ATTR_UPCALL_PID, upcallPort);
        udpPort.ifPresent(port ->
                request.putNested(
                        OVS_VPORT_ATTR_OPTIONS,
                        options -> options.putShort(OVS_TUNNEL_ATTR_DST_PORT, port)));
        return request;
    }

    RequestWriter setUpcallPort(Vport vport, int upcallPort) {
        return vport(OVS_VPORT_CMD_SET, vport.datapath())
                .putInt(OVS_VPORT_ATTR_PORT_NO, vport.number())
                .putInt(OVS_VPORT_ATTR_UPCALL_PID, upcallPort);
    }

    RequestWriter deleteVport(Vport vport) {
        return vport(OVS_VPORT_CMD_DEL, vport.datapath())
                .putInt(OVS_VPORT_ATTR_PORT_NO, vport.number());
    }

    /** For a dump. */
    RequestWriter flows(int datapath) {
        return flow(OVS_FLOW_CMD_GET, datapath, 0);
    }

    RequestWriter putFlow(int datapath, FlowKey key, List<FlowAction> actions) {
        RequestWriter request = flow(OVS_FLOW_CMD_NEW, datapath, NLM_F_ECHO);
        key.writeKey(request);
        key.writeMask(request);
        return request.putNested(
                OVS_FLOW_ATTR_ACTIONS, list -> actions.forEach(action -> action.write(list)));
    }

    RequestWriter deleteFlow(int datapath, FlowKey key) {
        RequestWriter request = flow(OVS_FLOW_CMD_DEL, datapath, NLM_F_ECHO);
        key.writeKey(request);
        return request;
    }

    /** Whoever made it. */
    RequestWriter deleteFlow(int datapath, Flow flow) {
        RequestWriter request = flow(OVS_FLOW_CMD_DEL, datapath, NLM_F_ECHO);
        flow.writeName(request);
        return request;
    }

    RequestWriter execute(int datapath, int inPort, byte[] frame, List<FlowAction> actions) {
        RequestWriter request =
                packets.request(
                        OVS_PACKET_CMD_EXECUTE, OVS_PACKET_VERSION, 0, PACKET_REQUEST_LENGTH_MAX);
        return begin(request, datapath)
                .putBytes(OVS_PACKET_ATTR_PACKET, frame)
                .putNested(OVS_PACKET_ATTR_KEY, key -> key.putInt(OVS_KEY_ATTR_IN_PORT, inPort))
                .putNested(
                        OVS_PACKET_ATTR_ACTIONS,
                        list -> actions.forEach(action -> action.write(list)));
    }

    private RequestWriter datapath(int command, int datapath) {
        return begin(datapaths.request(command, OVS_DATAPATH_VERSION, 0), datapath);
    }

    private RequestWriter vport(int command, int datapath) {
        return begin(vports.request(command, OVS_VPORT_VERSION, 0), datapath);
    }

    private RequestWriter flow(int command, int datapath, int flags) {
        return begin(flows.request(command, OVS_FLOW_VERSION, flags), datapath);
    }

    private static RequestWriter begin(RequestWriter request, int datapath) {
        OvsHeader.dp_ifindex(request.memory(), request.body(OvsHeader.SIZE), datapath);
        return request;
    }
}
