package weave.kernel.odp;

import static weave.linux.openvswitch.OpenvswitchConstants.OVS_ACTION_ATTR_OUTPUT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_ACTION_ATTR_SET;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_SKB_MARK;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_KEY_ATTR_TUNNEL;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_DONT_FRAGMENT;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_ID;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_DST;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_IPV4_SRC;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_TOS;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_TUNNEL_KEY_ATTR_TTL;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.RequestWriter;

/** What is done with a frame; a list of them in this order, none to drop it. */
public sealed interface FlowAction {
    /** Of every packet that carries a frame. */
    int TTL = 64;

    /** Appends it. */
    void write(RequestWriter request);

    /** Sends it out of a vport. */
    record Output(int port) implements FlowAction {
        @Override
        public void write(RequestWriter request) {
            request.putInt(OVS_ACTION_ATTR_OUTPUT, port);
        }
    }

    /**
     * Says what VXLAN it is to be sent in. The packet is not to be fragmented; its sender's address
     * is what the kernel's routes say.
     *
     * @param id the network identifier, 24 bits
     * @param destination an IPv4 address
     */
    record SetTunnel(int id, int destination) implements FlowAction {
        @Override
        public void write(RequestWriter request) {
            request.putNested(
                    OVS_ACTION_ATTR_SET,
                    set ->
                            set.putNested(
                                    OVS_KEY_ATTR_TUNNEL,
                                    tunnel ->
                                            tunnel.putNetworkLong(OVS_TUNNEL_KEY_ATTR_ID, id)
                                                    .putNetworkInt(
                                                            OVS_TUNNEL_KEY_ATTR_IPV4_DST,
                                                            destination)
                                                    .putByte(OVS_TUNNEL_KEY_ATTR_TTL, TTL)
                                                    .putFlag(OVS_TUNNEL_KEY_ATTR_DONT_FRAGMENT)));
        }
    }

    /**
     * Says what the host's rules and policies know its packet by.
     *
     * @param mark 0 for nothing
     */
    record SetMark(int mark) implements FlowAction {
        @Override
        public void write(RequestWriter request) {
            request.putNested(OVS_ACTION_ATTR_SET, set -> set.putInt(OVS_KEY_ATTR_SKB_MARK, mark));
        }
    }

    /**
     * Those of a flow.
     *
     * @return nothing if there are others than these among them
     */
    static Optional<List<FlowAction>> read(AttributeReader attributes) {
        List<FlowAction> actions = new ArrayList<>();
        while (attributes.next()) {
            switch (attributes.type()) {
                case OVS_ACTION_ATTR_OUTPUT -> actions.add(new Output(attributes.asInt()));
                case OVS_ACTION_ATTR_SET -> {
                    Optional<FlowAction> set = readSet(attributes.nested());
                    if (set.isEmpty()) {
                        return Optional.empty();
                    }
                    actions.add(set.get());
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(List.copyOf(actions));
    }

    private static Optional<FlowAction> readSet(AttributeReader set) {
        if (!set.next()) {
            return Optional.empty();
        }
        return switch (set.type()) {
            case OVS_KEY_ATTR_SKB_MARK -> Optional.of(new SetMark(set.asInt()));
            case OVS_KEY_ATTR_TUNNEL -> readTunnel(set.nested());
            default -> Optional.empty();
        };
    }

    private static Optional<FlowAction> readTunnel(AttributeReader tunnel) {
        long id = 0;
        int destination = 0;
        boolean isOurs = true;
        boolean isWhole = false;
        while (tunnel.next()) {
            switch (tunnel.type()) {
                case OVS_TUNNEL_KEY_ATTR_ID -> id = tunnel.asNetworkLong();
                case OVS_TUNNEL_KEY_ATTR_IPV4_DST -> destination = tunnel.asNetworkInt();
                case OVS_TUNNEL_KEY_ATTR_IPV4_SRC -> isOurs &= tunnel.asInt() == 0;
                case OVS_TUNNEL_KEY_ATTR_TOS -> isOurs &= tunnel.asByte() == 0;
                case OVS_TUNNEL_KEY_ATTR_TTL -> isOurs &= tunnel.asByte() == TTL;
                case OVS_TUNNEL_KEY_ATTR_DONT_FRAGMENT -> isWhole = true;
                default -> isOurs = false;
            }
        }
        return isOurs && isWhole
                ? Optional.of(new SetTunnel((int) id, destination))
                : Optional.empty();
    }
}
