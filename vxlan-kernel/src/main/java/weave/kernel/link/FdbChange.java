package weave.kernel.link;

import static weave.linux.netlink.RtnetlinkConstants.RTM_DELNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWNEIGH;
import static weave.linux.socket.SocketConstants.AF_BRIDGE;

import java.util.Optional;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.netlink.Ndmsg;

/**
 * What a bridge or a VXLAN device has just learned or forgotten, as the kernel tells those who have
 * joined {@link #GROUP}.
 *
 * @param entry as it is now, or was
 * @param isGone whether it has been forgotten
 */
public record FdbChange(FdbEntry entry, boolean isGone) {
    /** Of {@code NETLINK_ROUTE}, for neighbours of all kinds. */
    public static final int GROUP = 3;

    /** Empty if the message is about something else. */
    public static Optional<FdbChange> of(NetlinkMessage message) {
        boolean isGone = message.type() == RTM_DELNEIGH;
        if (!isGone && message.type() != RTM_NEWNEIGH) {
            return Optional.empty();
        }
        int family = Ndmsg.ndm_family(message.memory(), message.body(Ndmsg.SIZE));
        return family == AF_BRIDGE
                ? Optional.of(new FdbChange(FdbEntry.of(message), isGone))
                : Optional.empty();
    }
}
