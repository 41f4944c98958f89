package weave.kernel.vxlan;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELLINK;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELRULE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWLINK;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWRULE;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_IPV4_IFADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_IPV4_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_IPV4_RULE;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_LINK;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import weave.kernel.link.FdbChange;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkListener;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;

/**
 * Hears from the kernel when bridges learn and forget MAC addresses, and when links or routes
 * change. A thread of its own, in the network namespace of the one that makes it.
 */
final class BridgeFollower implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.fastdp");
    private static final int LOOK_MILLIS = 500;
    private static final int STOP_MILLIS = 2_000;

    /** What it tells, on its own thread. */
    interface Listener {
        /** Some link is not as before. */
        void linksChanged();

        /** Packets to some address may take another way than before. */
        void routesChanged();

        /** A bridge has learned or forgotten an address. */
        void entryChanged(FdbChange change);

        /** Events were lost: what is of interest must be looked at anew. */
        void lostSomething();
    }

    private final NetlinkListener events = new NetlinkListener(NETLINK_ROUTE);
    private final Listener listener;
    private final Thread thread;
    private volatile boolean stopped;

    BridgeFollower(Listener listener) {
        this.listener = listener;
        events.join(RTNLGRP_LINK);
        events.join(RTNLGRP_IPV4_IFADDR);
        events.join(RTNLGRP_IPV4_ROUTE);
        events.join(RTNLGRP_IPV4_RULE);
        events.join(FdbChange.GROUP);
        thread = Thread.ofPlatform().daemon().name("weave-bridge-follower").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
            while (!stopped) {
                Pollfd.set(pollfd, 0, events.fd(), Pollfd.POLLIN);
                Polling.poll(state, pollfd.address(), 1, LOOK_MILLIS);
                take();
            }
        } catch (LinuxException e) {
            LOG.log(Level.ERROR, "cannot follow the bridge any more: " + e.getMessage());
        }
    }

    private void take() {
        long lostBefore = events.lost();
        try {
            List<NetlinkMessage> messages = events.receive();
            while (!messages.isEmpty()) {
                messages.forEach(this::tell);
                messages = events.receive();
            }
        } catch (MalformedMessageException e) {
            listener.lostSomething();
        }
        if (events.lost() != lostBefore) {
            listener.lostSomething();
        }
    }

    private void tell(NetlinkMessage message) {
        switch (message.type()) {
            case RTM_NEWLINK, RTM_DELLINK -> listener.linksChanged();
            case RTM_NEWROUTE, RTM_DELROUTE, RTM_NEWADDR, RTM_DELADDR, RTM_NEWRULE, RTM_DELRULE ->
                    listener.routesChanged();
            default -> FdbChange.of(message).ifPresent(listener::entryChanged);
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            if (thread.isAlive()) {
                thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.close();
    }
}
