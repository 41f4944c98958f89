package weave.kernel.generic;

import static weave.linux.netlink.GenericConstants.CTRL_ATTR_FAMILY_NAME;
import static weave.linux.netlink.GenericConstants.CTRL_CMD_GETFAMILY;
import static weave.linux.netlink.GenericConstants.GENL_ID_CTRL;
import static weave.linux.netlink.NetlinkConstants.NETLINK_GENERIC;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.NetlinkSocket;
import weave.kernel.netlink.RequestWriter;
import weave.linux.Errno;
import weave.linux.LinuxException;

/**
 * A conversation with the kernel in generic netlink, about the network namespace that the opening
 * thread is in. Threads may share it.
 */
public final class GenericSocket implements AutoCloseable {
    private static final int CONTROL_VERSION = 2;
    private static final GenericFamily CONTROL =
            new GenericFamily("nlctrl", GENL_ID_CTRL, CONTROL_VERSION, Map.of());

    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_GENERIC);

    /**
     * Looks up a family; the kernel loads the module that has it, if there is one.
     *
     * @throws LinuxException if the kernel does not tell
     */
    public Optional<GenericFamily> family(String name) {
        RequestWriter request =
                CONTROL.request(CTRL_CMD_GETFAMILY, CONTROL_VERSION, 0)
                        .putString(CTRL_ATTR_FAMILY_NAME, name);
        try {
            return socket.request("look up netlink family " + name, request).stream()
                    .filter(message -> message.type() == GENL_ID_CTRL)
                    .findFirst()
                    .map(message -> GenericFamily.of(name, message));
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Has the kernel do something and returns what it sent before it acknowledged.
     *
     * @param operation what is done, in an operator's words
     * @throws LinuxException if the kernel refuses
     */
    public List<NetlinkMessage> request(String operation, RequestWriter request) {
        return socket.request(operation, request);
    }

    /**
     * Has the kernel list all of something.
     *
     * @param operation what is listed, in an operator's words
     * @throws LinuxException if the kernel refuses
     */
    public List<NetlinkMessage> dump(String operation, RequestWriter request) {
        return socket.dump(operation, request);
    }

    @Override
    public void close() {
        socket.close();
    }
}
