package weave.kernel.generic;

import static weave.linux.netlink.GenericConstants.CTRL_ATTR_FAMILY_ID;
import static weave.linux.netlink.GenericConstants.CTRL_ATTR_MCAST_GROUPS;
import static weave.linux.netlink.GenericConstants.CTRL_ATTR_MCAST_GRP_ID;
import static weave.linux.netlink.GenericConstants.CTRL_ATTR_MCAST_GRP_NAME;
import static weave.linux.netlink.GenericConstants.CTRL_ATTR_VERSION;

import java.util.HashMap;
import java.util.Map;
import weave.kernel.netlink.AttributeReader;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Genlmsghdr;

/**
 * A family of requests, as this kernel knows it.
 *
 * @param name as {@code "ovs_flow"}
 * @param id the type of its messages, which differs from boot to boot
 * @param version the newest that the kernel knows
 * @param groups the ids by name of the multicast groups it tells something to
 */
public record GenericFamily(String name, int id, int version, Map<String, Integer> groups) {
    public GenericFamily {
        groups = Map.copyOf(groups);
    }

    /** As the kernel describes it. */
    public static GenericFamily of(String name, NetlinkMessage description) {
        int id = 0;
        int version = 0;
        Map<String, Integer> groups = new HashMap<>();
        AttributeReader attributes = description.attributes(Genlmsghdr.SIZE);
        while (attributes.next()) {
            switch (attributes.type()) {
                case CTRL_ATTR_FAMILY_ID -> id = attributes.asShort();
                case CTRL_ATTR_VERSION -> version = attributes.asInt();
                case CTRL_ATTR_MCAST_GROUPS -> collect(groups, attributes.nested());
                default -> {}
            }
        }
        if (id == 0) {
            throw new MalformedMessageException("family " + name + " without an id");
        }
        return new GenericFamily(name, id, version, groups);
    }

    /**
     * Begins a request.
     *
     * @param command as {@code OVS_FLOW_CMD_NEW}
     * @param version the one that the request is written for
     * @param flags as {@code NLM_F_CREATE}
     */
    public RequestWriter request(int command, int version, int flags) {
        return begun(new RequestWriter(id, flags), command, version);
    }

    /** The same for one of up to {@code lengthMax} bytes. */
    public RequestWriter request(int command, int version, int flags, int lengthMax) {
        return begun(new RequestWriter(id, flags, lengthMax), command, version);
    }

    private static RequestWriter begun(RequestWriter request, int command, int version) {
        long head = request.body(Genlmsghdr.SIZE);
        Genlmsghdr.cmd(request.memory(), head, command);
        Genlmsghdr.version(request.memory(), head, version);
        return request;
    }

    /** Which command a message of a family is. */
    public static int command(NetlinkMessage message) {
        return Genlmsghdr.cmd(message.memory(), message.body(Genlmsghdr.SIZE));
    }

    private static void collect(Map<String, Integer> into, AttributeReader groups) {
        while (groups.next()) {
            String name = "";
            int id = 0;
            AttributeReader group = groups.nested();
            while (group.next()) {
                switch (group.type()) {
                    case CTRL_ATTR_MCAST_GRP_NAME -> name = group.asString();
                    case CTRL_ATTR_MCAST_GRP_ID -> id = group.asInt();
                    default -> {}
                }
            }
            into.put(name, id);
        }
    }
}
