package weave.xdp.port;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import weave.core.udp.NextHopTable;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.xdp.program.PacketOutcome;
import weave.xdp.program.RedirectToSocket;
import weave.xdp.program.XdpAttachment;
import weave.xdp.program.XdpMode;

/**
 * A network interface by AF_XDP: a socket on each queue, and the program that gives them the
 * overlay's packets. The queues are dealt out among those of the dataplane, an {@link UplinkShare}
 * each. Cold, and for the control thread.
 */
public final class XdpUplink implements AutoCloseable {
    private final Set<InetAddress> addresses = new HashSet<>();
    private final int queuesMax;
    private final UplinkShare[] shares;
    private final RedirectToSocket program;
    private XdpUplinkConfig config;
    private XdpAttachment attachment;

    private XdpUplink(XdpUplinkConfig config, NextHopTable nextHops) {
        assert config.shares() >= 1 && config.shares() <= config.queues() : config;
        this.config = config;
        queuesMax = config.queues();
        shares = new UplinkShare[config.shares()];
        Arrays.setAll(shares, number -> new UplinkShare(config, number, nextHops));
        program =
                config.mode() == XdpMode.GENERIC
                        ? RedirectToSocket.onlyWhole(
                                config.port(), config.withVxlan(), config.mtu())
                        : new RedirectToSocket(config.port(), config.withVxlan());
    }

    /**
     * Opens it; nothing arrives by it before it is told of {@link #addresses}.
     *
     * @throws LinuxException if the kernel refuses: {@code EBUSY} or {@code EEXIST} if another
     *     program is on the interface
     */
    public static XdpUplink open(XdpUplinkConfig config, NextHopTable nextHops) {
        XdpUplink uplink = new XdpUplink(config, nextHops);
        try {
            uplink.openSockets();
            return uplink;
        } catch (RuntimeException refused) {
            uplink.close();
            throw refused;
        }
    }

    /**
     * The same again, by another interface, or by what has become of this one: while the agents
     * that use it stand still. If it is refused, all goes by the kernel until it is called again.
     *
     * @param now of which queues are served as many as at first, by as many shares; mode and memory
     *     remain as they were
     * @throws LinuxException if the kernel refuses
     */
    public void reopen(XdpUplinkConfig now) {
        closeSockets();
        config = now;
        try {
            if (now.frameLengthMax() > shares[0].frameLengthMax()) {
                throw new LinuxException(
                        "receive packets of " + now.mtu() + " bytes",
                        Errno.EMSGSIZE,
                        "what was opened has no room for them");
            }
            openSockets();
        } catch (LinuxException refused) {
            closeSockets();
            throw refused;
        }
    }

    private void openSockets() {
        int queues = Math.min(queuesMax, config.queues());
        for (UplinkShare share : shares) {
            share.open(config, queues);
        }
        attachment = XdpAttachment.attach(program, config.interfaceIndex(), config.mode(), queues);
        for (int queue = 0; queue < queues; queue++) {
            attachment.bind(queue, shareOf(queue).socketFd(queue));
        }
    }

    private UplinkShare shareOf(int queue) {
        return shares[queue % shares.length];
    }

    /** All frames are ours then. */
    private void closeSockets() {
        if (attachment != null) {
            attachment.close();
            attachment = null;
        }
        for (UplinkShare share : shares) {
            share.closeSockets();
        }
    }

    /** What packets of the interface are for: these addresses, in no VLAN. */
    public void addresses(Set<InetAddress> ours) {
        for (InetAddress gone : Set.copyOf(addresses)) {
            if (!ours.contains(gone)) {
                program.addresses().remove(gone, List.of());
                addresses.remove(gone);
            }
        }
        for (InetAddress address : ours) {
            if (addresses.add(address)) {
                program.addresses().add(address, List.of());
            }
        }
    }

    /** For the queues of the dataplane, in their order. */
    public List<UplinkShare> shares() {
        return List.of(shares);
    }

    /** Queues of the interface that have been served, now or earlier. */
    public int queues() {
        return queuesMax;
    }

    /** Datagrams that came by a queue of the interface. */
    public long received(int queue) {
        return shareOf(queue).received(queue);
    }

    /** How many frames received from the interface had such an outcome. */
    public long count(Arrival arrival) {
        long sum = 0;
        for (UplinkShare share : shares) {
            sum += share.source().count(arrival);
        }
        return sum;
    }

    /** How many datagrams left such a way; once all targets are made. */
    public long count(Departure departure) {
        long sum = 0;
        for (UplinkShare share : shares) {
            sum += share.target().count(departure);
        }
        return sum;
    }

    /** Whether the NIC itself writes and reads our memory, on all queues. */
    public boolean isZeroCopy() {
        for (UplinkShare share : shares) {
            if (!share.isZeroCopy()) {
                return false;
            }
        }
        return attachment != null;
    }

    /** Whether the program still is there: not if the interface is gone, or somebody took it. */
    public boolean isAttached() {
        return attachment != null && attachment.isAttached();
    }

    /** What became of the interface's packets so far, before they came to the sockets. */
    public Map<PacketOutcome, Long> outcomes() {
        return program.outcomes();
    }

    /** Frames that nobody has; 0, and looked for only after {@link #close}. */
    public int framesMissing() {
        int missing = 0;
        for (UplinkShare share : shares) {
            missing += share.framesMissing();
        }
        return missing;
    }

    /** Frames that are with the kernel; 0 after {@link #close}. */
    public long framesLent() {
        long lent = 0;
        for (UplinkShare share : shares) {
            lent += share.framesLent();
        }
        return lent;
    }

    /** After the agents have ended. */
    @Override
    public void close() {
        closeSockets();
        for (UplinkShare share : shares) {
            share.close();
        }
        program.close();
    }
}
