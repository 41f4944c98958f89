package weave.kernel.uplink;

import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_DELNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWNEIGH;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_IPV4_IFADDR;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_IPV4_ROUTE;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_LINK;
import static weave.linux.netlink.RtnetlinkConstants.RTNLGRP_NEIGH;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import weave.core.udp.NextHops;
import weave.core.udp.NextHops.NextHop;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkListener;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Pollfd;
import weave.linux.call.Polling;
import weave.linux.netlink.Ndmsg;

/**
 * Keeps up with what the kernel knows of a link that somebody else sends by: our addresses, the
 * routes and neighbours, and the link itself. It looks anew whenever the kernel tells of a change,
 * and once a second, because the kernel does not tell when a router has said that packets are too
 * long for a path. A thread of its own, in the network namespace of the one that makes it.
 */
public final class UplinkFollower implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.uplink");
    private static final int POLL_MILLIS = 100;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Changes come in crowds: those of so long are looked at together. */
    private static final long CROWD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Well below the half minute after which the kernel doubts a neighbour. */
    private static final long USE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int STOP_MILLIS = 2_000;

    /** What it tells, on its own thread; the first time what there is. */
    public interface Listener {
        /** These are known now, all others are not. */
        void nextHopsChanged(NextHops hops);

        /** The link has these addresses of ours now. */
        void addressesChanged(Set<InetAddress> addresses);
    }

    private final int linkIndex;
    private final Listener listener;
    private final NetlinkListener events = new NetlinkListener(NETLINK_ROUTE);
    private final NextHopSearch search;
    private final Thread thread;
    private volatile Set<Inet4Address> destinations = Set.of();
    private volatile boolean stopped;

    // Of its own thread.
    private Set<Inet4Address> destinationsSeen = Set.of();
    private List<NextHop> hops = List.of();
    private Set<InetAddress> addresses = Set.of();
    private long lookedNanos;
    private long usedNanos;

    /** The last that was logged. */
    private String refusal = "";

    /**
     * Follows nothing until {@link #start}.
     *
     * @param linkIndex of an Ethernet
     * @param source the one of our addresses that may be sent from; {@code null} for any
     */
    public UplinkFollower(int linkIndex, Inet4Address source, Listener listener) {
        this.linkIndex = linkIndex;
        this.listener = listener;
        search = new NextHopSearch(linkIndex, source);
        events.join(RTNLGRP_LINK);
        events.join(RTNLGRP_NEIGH);
        events.join(RTNLGRP_IPV4_IFADDR);
        events.join(RTNLGRP_IPV4_ROUTE);
        thread = Thread.ofPlatform().daemon().name("weave-uplink-follower").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whose next hops are of interest from now on; any thread. */
    public void destinations(Set<Inet4Address> wanted) {
        destinations = Set.copyOf(wanted);
    }

    private void run() {
        CallState state = new CallState();
        lookedNanos = System.nanoTime() - LOOK_NANOS;
        usedNanos = System.nanoTime() - USE_NANOS;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
            while (!stopped) {
                follow();
                Pollfd.set(pollfd, 0, events.fd(), Pollfd.POLLIN);
                Polling.poll(state, pollfd.address(), 1, POLL_MILLIS);
            }
        } finally {
            listener.nextHopsChanged(NextHops.EMPTY);
        }
    }

    /** While the kernel does not say what it knows, nothing is known. */
    private void follow() {
        try {
            boolean changed = hear() | destinations != destinationsSeen;
            if (changed || System.nanoTime() - lookedNanos >= LOOK_NANOS) {
                look();
                LockSupport.parkNanos(CROWD_NANOS);
            }
        } catch (LinuxException | MalformedMessageException refused) {
            say("cannot follow the uplink at the moment: " + refused.getMessage());
            hops = List.of();
            listener.nextHopsChanged(NextHops.EMPTY);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void say(String refused) {
        if (!refused.equals(refusal)) {
            refusal = refused;
            LOG.log(Level.WARNING, refused);
        }
    }

    /** Whether the kernel has told of something that may matter. */
    private boolean hear() {
        long lostBefore = events.lost();
        boolean matters = false;
        try {
            List<NetlinkMessage> messages = events.receive();
            while (!messages.isEmpty()) {
                matters |= messages.stream().anyMatch(this::matters);
                messages = events.receive();
            }
        } catch (MalformedMessageException unreadable) {
            matters = true;
        }
        return matters || events.lost() != lostBefore;
    }

    /** Neighbours of other links, those of containers among them, come and go all the time. */
    private boolean matters(NetlinkMessage message) {
        return switch (message.type()) {
            case RTM_NEWNEIGH, RTM_DELNEIGH ->
                    Ndmsg.ndm_ifindex(message.memory(), message.body(Ndmsg.SIZE)) == linkIndex;
            default -> true;
        };
    }

    private void look() {
        Set<Inet4Address> wanted = destinations;
        boolean isOther = wanted != destinationsSeen;
        destinationsSeen = wanted;
        lookedNanos = System.nanoTime();
        if (isOther || lookedNanos - usedNanos >= USE_NANOS) {
            usedNanos = lookedNanos;
            use(wanted);
        }
        Set<InetAddress> ours = Set.copyOf(search.ownAddresses());
        if (!ours.equals(addresses)) {
            addresses = ours;
            listener.addressesChanged(ours);
        }
        List<NextHop> found = search.find(wanted);
        if (!found.equals(hops)) {
            hops = found;
            NextHops.Builder builder = NextHops.builder();
            found.forEach(builder::add);
            listener.nextHopsChanged(builder.build());
        }
    }

    /** Of those that are refused nothing becomes known: the kernel sends to them, if it can. */
    private void use(Set<Inet4Address> wanted) {
        try {
            search.use(wanted);
        } catch (LinuxException refused) {
            say("some next hops of the uplink stay unknown: cannot " + refused.getMessage());
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) {
                thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.close();
        search.close();
    }
}
