package weave.tools.uplink;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import weave.core.dataplane.Dataplane;
import weave.core.overlay.Overlay;
import weave.core.tuning.Tuning;
import weave.core.udp.NextHopTable;
import weave.core.udp.NextHops;
import weave.gossip.mesh.ControlLoop;
import weave.kernel.uplink.UplinkFollower;
import weave.linux.LinuxException;
import weave.tools.host.HostException;
import weave.xdp.port.Arrival;
import weave.xdp.port.Departure;
import weave.xdp.port.UplinkShare;
import weave.xdp.port.XdpUplink;

/**
 * The interface by which the overlay's datagrams go past the kernel, and what keeps it in step with
 * what the kernel knows of addresses, routes and neighbours. Whatever is not known, or while the
 * interface is down or gone, goes by the kernel's sockets. The control thread's, from {@link
 * #follow} on.
 *
 * <pre>
 *   UplinkFollower ── next hops ─────────────────────────▶ NextHopTable ──▶ egress
 *        ▲         └─ addresses ──▶ control ──▶ XdpUplink ──▶ the XDP program
 *        └──── destinations ── control: the connections
 *                              control: every second, is it still there? if not, reopen
 * </pre>
 */
public final class HostUplink implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.uplink");
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What was refused is tried again after so many looks. */
    private static final int LOOKS_UNTIL_RETRY = 10;

    private final Inet4Address host;
    private final int port;
    private final boolean withVxlan;
    private final Tuning tuning;
    private final NextHopTable nextHops = new NextHopTable();
    private final UplinkOpener.Opened opened;
    private UplinkDevice device;
    private Consumer<Runnable> whileStill;
    private Function<String, Optional<UplinkDevice>> finder;
    private ControlLoop control;
    private UplinkFollower follower;
    private Set<Inet4Address> destinations = Set.of();

    /** Why it is not used at the moment; empty if it is. */
    private String trouble = "";

    private int looksUntilRetry;

    private HostUplink(
            UplinkDevice device,
            UplinkSettings settings,
            Inet4Address host,
            int port,
            boolean withVxlan,
            Tuning tuning) {
        this.device = device;
        this.host = host;
        this.port = port;
        this.withVxlan = withVxlan;
        this.tuning = tuning;
        opened = new UplinkOpener(device, settings, port, withVxlan, tuning, nextHops).open();
    }

    /**
     * Attaches the program and opens a socket for each queue; nothing goes that way before {@link
     * #follow}.
     *
     * @param host the address that the daemon is bound to; {@code null} for all
     * @param port sleeve's
     * @param withVxlan whether VXLAN is received, too, at the port above
     * @throws HostException if it cannot be had
     */
    public static HostUplink open(
            UplinkDevice device,
            UplinkSettings settings,
            Inet4Address host,
            int port,
            boolean withVxlan,
            Tuning tuning) {
        HostUplink uplink = new HostUplink(device, settings, host, port, withVxlan, tuning);
        LOG.log(
                Level.INFO,
                "Uplink: "
                        + device.name()
                        + " by AF_XDP, "
                        + uplink.opened.mode().text()
                        + ", queues: "
                        + device.queues());
        if (uplink.shares().size() < tuning.queues()) {
            LOG.log(
                    Level.WARNING,
                    "Uplink: the dataplane has %d queues instead of %d, as %s has no more"
                            .formatted(uplink.shares().size(), tuning.queues(), device.name()));
        }
        uplink.opened
                .refusals()
                .forEach((mode, why) ->
                        LOG.log(Level.INFO, "Uplink: no " + mode.word() + ": " + why));
        return uplink;
    }

    /** For the queues of the dataplane: as many as were wanted, unless the interface has fewer. */
    public List<UplinkShare> shares() {
        return opened.uplink().shares();
    }

    /**
     * Begins to keep it in step.
     *
     * @param overlay whose connections' hosts are looked for
     * @param users whose agents use it
     * @return to be used instead of {@code overlay}
     */
    public Overlay follow(Overlay overlay, Dataplane users, ControlLoop loop) {
        return follow(overlay, users::whileStill, UplinkDevice::look, loop);
    }

    /**
     * @param still runs what is done while nobody uses it
     * @param devices finds interfaces by their names
     */
    Overlay follow(
            Overlay overlay,
            Consumer<Runnable> still,
            Function<String, Optional<UplinkDevice>> devices,
            ControlLoop loop) {
        whileStill = still;
        finder = devices;
        control = loop;
        control.execute(() -> {
            startFollower();
            control.schedule(LOOK_NANOS, this::look);
        });
        return new Destinations(overlay, this::destinations);
    }

    private void startFollower() {
        follower = new UplinkFollower(device.link().index(), host, new Changes());
        follower.destinations(destinations);
        follower.start();
    }

    private void destinations(Set<Inet4Address> wanted) {
        destinations = wanted;
        if (follower != null) {
            follower.destinations(wanted);
        }
    }

    /** What the follower tells. */
    private final class Changes implements UplinkFollower.Listener {
        @Override
        public void nextHopsChanged(NextHops hops) {
            nextHops.publishRelease(hops);
        }

        @Override
        public void addressesChanged(Set<InetAddress> addresses) {
            Set<InetAddress> ours =
                    addresses.stream()
                            .filter(Inet4Address.class::isInstance)
                            .filter(address -> host == null || host.equals(address))
                            .collect(Collectors.toUnmodifiableSet());
            control.execute(() -> changed(ours));
        }
    }

    private void changed(Set<InetAddress> addresses) {
        String all =
                addresses.stream()
                        .map(InetAddress::getHostAddress)
                        .sorted()
                        .collect(Collectors.joining(", "));
        LOG.log(
                Level.INFO,
                "Uplink: addresses of "
                        + device.name()
                        + ": "
                        + (all.isEmpty() ? "none that we listen at" : all));
        opened.uplink().addresses(addresses);
    }

    /** Whether it still is what was opened. */
    private void look() {
        try {
            Optional<UplinkDevice> now = finder.apply(device.name());
            if (now.isEmpty()) {
                say(device.name() + " is down or gone");
            } else if (isAsOpened(now.get())) {
                say("");
            } else if (--looksUntilRetry <= 0) {
                reopen(now.get());
            }
        } catch (HostException | LinuxException | IllegalStateException refused) {
            looksUntilRetry = LOOKS_UNTIL_RETRY;
            say(refused.getMessage());
        } finally {
            control.schedule(LOOK_NANOS, this::look);
        }
    }

    private boolean isAsOpened(UplinkDevice now) {
        return now.link().index() == device.link().index()
                && now.link().mtu() <= device.link().mtu()
                && opened.uplink().isAttached();
    }

    private void reopen(UplinkDevice now) {
        // It tells of no next hop when it ends: nothing goes this way meanwhile.
        follower.close();
        try {
            whileStill.accept(() ->
                    UplinkOpener.reopen(
                            opened.uplink(), now, opened.mode(), port, withVxlan, tuning));
            device = now;
            LOG.log(Level.INFO, "Uplink: " + device.name() + " is opened again");
            trouble = "";
        } finally {
            startFollower();
        }
    }

    private void say(String why) {
        if (!why.equals(trouble)) {
            trouble = why;
            LOG.log(
                    why.isEmpty() ? Level.INFO : Level.WARNING,
                    why.isEmpty()
                            ? "Uplink: " + device.name() + " is back"
                            : "Uplink: " + why + ": the kernel's sockets carry");
        }
    }

    /** On the control thread. */
    public UplinkStatus status() {
        XdpUplink uplink = opened.uplink();
        Map<Arrival, Long> arrivals = new EnumMap<>(Arrival.class);
        for (Arrival arrival : Arrival.values()) {
            arrivals.put(arrival, uplink.count(arrival));
        }
        Map<Departure, Long> departures = new EnumMap<>(Departure.class);
        for (Departure departure : Departure.values()) {
            departures.put(departure, uplink.count(departure));
        }
        List<Long> received = new ArrayList<>();
        for (int queue = 0; queue < uplink.queues(); queue++) {
            received.add(uplink.received(queue));
        }
        List<Long> sent = new ArrayList<>();
        for (UplinkShare share : uplink.shares()) {
            sent.add(share.target().count(Departure.FRAME));
        }
        return new UplinkStatus(
                device.name(),
                trouble.isEmpty() ? "in use" : "the kernel's sockets carry: " + trouble,
                opened.mode(),
                uplink.isZeroCopy(),
                opened.refusals(),
                device.queues(),
                tuning.queues(),
                received,
                sent,
                uplink.outcomes(),
                arrivals,
                departures,
                uplink.framesLent());
    }

    /** When the control thread and the dataplane have ended. */
    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
        opened.uplink().close();
        LOG.log(
                Level.INFO,
                "Uplink: closed, frames with the kernel: "
                        + opened.uplink().framesLent()
                        + ", missing: "
                        + opened.uplink().framesMissing());
    }
}
