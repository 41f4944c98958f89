package weave.kernel.odp;

import static weave.linux.netlink.NetlinkConstants.NETLINK_GENERIC;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import weave.core.control.ForwardingSnapshot;
import weave.core.engine.Doorbell;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.KernelDatapath;
import weave.core.fastdp.KernelDatapathStatus;
import weave.core.fastdp.UpcallPort;
import weave.core.overlay.OverlayTraffic;
import weave.kernel.link.Links;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkListener;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.odp.OdpNeighbours.Neighbour;
import weave.linux.LinuxException;

/**
 * The fast datapath made of Open vSwitch's. A thread of its own gets what comes from containers and
 * matches no flow, learns, decides by {@link FlowCompiler} and makes flows; what comes from
 * neighbours and matches none goes to user space through {@link #upcalls}, and that thread is told
 * of it.
 *
 * <pre>
 *   containers ── bridge ── vethwe-bridge ── vethwe-datapath ┐
 *                                                 datapath ──┼── vxlan-6784 ── neighbours
 *   user space ── TAP ───────────────────────────────────────┘
 * </pre>
 *
 * <p>Without a bridge, every container is on a port of its own, and so is the host:
 *
 * <pre>
 *   containers ── vethwepl1234 ┐
 *   containers ── vethwepl5678 ┤
 *         host ── weave ───────┼── vxlan-6784 ── neighbours
 *   user space ── TAP ─────────┘
 * </pre>
 *
 * <p>The first frame of a flow goes to user space although the flow is made at once: user space
 * learns from it, too.
 */
public final class OdpDatapath implements KernelDatapath {
    private static final Logger LOG = System.getLogger("weaved.odp");

    /**
     * So long what a neighbour carried goes on after its connection, which may be starting anew.
     */
    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(GRACE_SECONDS);

    /** So long what an earlier run left goes on before it must be known what it is. */
    private static final long ADOPTION_NANOS = TimeUnit.SECONDS.toNanos(GRACE_SECONDS);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** After this a port that the kernel refused is tried again. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Openvswitch kernel;
    private final OdpDevices devices;
    private final NetlinkListener misses;
    private final NetlinkListener changes;
    private final Sightings sightings = new Sightings();
    private final Doorbell doorbell = new Doorbell();
    private final OdpUpcallPort upcalls;
    private final OdpPorts ports = new OdpPorts();
    private final OdpNeighbours neighbours = new OdpNeighbours();
    private final Homes homes = new Homes();
    private final FlowCompiler compiler = new FlowCompiler(ports, neighbours, homes);
    private final FlowTraffic traffic;
    private final FlowTable table;
    private final Adoption adoption;
    private final OdpThread thread;
    private final long startedNanos = System.nanoTime();

    private ScheduledExecutorService told;
    private long sweptNanos = startedNanos;
    private long refreshedNanos = startedNanos;

    /** Whether all ports are there. */
    private boolean isWhole = true;

    private long missed;
    private long malformed;

    /**
     * Opens it, making what is missing of it and taking over what is there, for the network
     * namespace that the calling thread is in.
     *
     * @throws LinuxException if the kernel has no Open vSwitch, or refuses
     */
    public OdpDatapath(OdpSettings settings) {
        kernel = Openvswitch.open();
        misses = new NetlinkListener(NETLINK_GENERIC);
        changes = new NetlinkListener(NETLINK_GENERIC);
        upcalls = new OdpUpcallPort(kernel.packets().id(), settings.mtu(), sightings, doorbell);
        try {
            Datapath datapath = open(settings);
            devices =
                    new OdpDevices(
                            kernel, datapath, settings, ports, misses.port(), upcalls.port());
            traffic = new FlowTraffic(kernel, datapath);
            table = new FlowTable(kernel, datapath, compiler, neighbours, traffic);
            kernel.groups().forEach(changes::join);
            devices.open();
            adoption = new Adoption(homes);
            adoption.adopt(kernel, datapath, ports, table, startedNanos);
            compiler.setSettling(table.isAdopting());
        } catch (LinuxException refused) {
            closeSockets();
            throw refused;
        }
        thread = new OdpThread(this, List.of(misses.fd(), changes.fd()), doorbell, sightings);
    }

    /** Whether the kernel has Open vSwitch. */
    public static boolean isSupported() {
        try {
            Openvswitch.open().close();
            return true;
        } catch (LinuxException absent) {
            return false;
        }
    }

    /**
     * Removes the datapath of that name, if there is one, with its ports and flows; links that were
     * put on it stay. For the network namespace that the calling thread is in.
     *
     * @return whether there was one
     */
    public static boolean remove(String name) {
        try (Openvswitch kernel = Openvswitch.open()) {
            Optional<Datapath> datapath = kernel.datapath(name);
            datapath.ifPresent(kernel::delete);
            return datapath.isPresent();
        }
    }

    /**
     * Removes what leads to neighbours from the datapath of that name, if there is one: nothing
     * more leaves the host, and containers stay.
     */
    public static void removeTunnels(String name) {
        try (Openvswitch kernel = Openvswitch.open()) {
            kernel.datapath(name).stream()
                    .flatMap(datapath -> kernel.vports(datapath).stream())
                    .filter(Vport::isVxlan)
                    .forEach(kernel::delete);
        }
    }

    /**
     * Makes a container's link a port of the datapath, unless it is one. Any thread.
     *
     * @throws LinuxException if the kernel refuses
     */
    public synchronized void addContainer(String link) {
        devices.addLocal(link);
        review();
    }

    private Datapath open(OdpSettings settings) {
        String name = settings.datapath();
        Optional<Datapath> found = kernel.datapath(name);
        found.ifPresent(kernel::adopt);
        Datapath datapath = found.orElseGet(() -> kernel.createDatapath(name));
        try (Links links = new Links()) {
            links.byName(name)
                    .ifPresent(link -> {
                        links.setMtu(link, settings.mtu());
                        links.setUp(link);
                    });
        }
        return datapath;
    }

    @Override
    public String name() {
        return "odp";
    }

    @Override
    public void start(ScheduledExecutorService own) {
        // What is told comes on that thread; what the kernel tells has one here.
        told = own;
        thread.start();
        told.schedule(this::end, ADOPTION_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Whatever keeps our own thread, what has to end does so in time. */
    private synchronized void end() {
        tick(System.nanoTime());
    }

    @Override
    public UpcallPort upcalls() {
        return upcalls;
    }

    @Override
    public synchronized void neighbour(long peer, int ip, int udpPort, boolean encrypted) {
        neighbours.put(peer, ip, udpPort, encrypted ? EspKernel.MARK : 0);
        isWhole &= attempt(() -> devices.requireTunnel(udpPort));
        review();
    }

    @Override
    public synchronized void carry(long peer, boolean carries) {
        neighbours.carry(peer, carries);
        review();
    }

    @Override
    public synchronized void forget(long peer) {
        neighbours.leave(peer, System.nanoTime() + LEAVE_NANOS);
        told.schedule(this::end, LEAVE_NANOS, TimeUnit.NANOSECONDS);
        thread.wake();
    }

    @Override
    public synchronized void routes(ForwardingSnapshot snapshot) {
        compiler.setSnapshot(snapshot);
        adoption.resolve(snapshot, System.nanoTime());
        review();
    }

    @Override
    public synchronized void learned(long mac, long peer) {
        if (homes.seeRemote(mac, peer, System.nanoTime()) == Homes.Change.MOVED) {
            review();
        }
    }

    @Override
    public OverlayTraffic traffic(long peer) {
        int ip;
        synchronized (this) {
            Neighbour neighbour = neighbours.of(peer);
            ip = neighbour == null ? 0 : neighbour.ip();
        }
        return traffic.of(ip, System.nanoTime());
    }

    @Override
    public synchronized KernelDatapathStatus status() {
        List<String> details = new ArrayList<>();
        details.add(
                "%d flows, %d MACs, %d frames from containers without a flow"
                        .formatted(table.size(), homes.size(), missed));
        details.addAll(neighbours.describe());
        return new KernelDatapathStatus(name(), ports.names(), table.size(), details, troubles());
    }

    private List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        if (upcalls.lost() + misses.lost() > 0) {
            troubles.add(
                    "%d times user space was too slow for frames without a flow"
                            .formatted(upcalls.lost() + misses.lost()));
        }
        if (upcalls.malformed() + malformed > 0) {
            troubles.add(
                    "%d messages of the kernel's not understood"
                            .formatted(upcalls.malformed() + malformed));
        }
        if (table.refused() > 0) {
            troubles.add(
                    "the kernel refused %d times, at last: %s"
                            .formatted(table.refused(), table.lastRefusal()));
        }
        if (!thread.trouble().isEmpty()) {
            troubles.add("stands still: " + thread.trouble());
        }
        return troubles;
    }

    @Override
    public void close() {
        thread.stop();
        closeSockets();
    }

    private void closeSockets() {
        upcalls.close();
        misses.close();
        changes.close();
        doorbell.close();
        kernel.close();
    }

    /** On the datapath's thread: something may be there to be done. */
    void work() {
        readMisses();
        readChanges();
        long nowNanos = System.nanoTime();
        synchronized (this) {
            sightings.drain(key -> sighted(key, nowNanos));
            tick(nowNanos);
        }
    }

    /** How long nothing need be done if nothing happens. */
    synchronized int idleMillis() {
        boolean isWaiting = neighbours.isAnyLeaving() || table.isAdopting() || !isWhole;
        return (int) (isWaiting ? 1000 : TimeUnit.NANOSECONDS.toMillis(SWEEP_NANOS));
    }

    private void tick(long nowNanos) {
        boolean hasChanged = neighbours.sweep(nowNanos);
        if (table.isAdopting() && nowNanos - startedNanos > ADOPTION_NANOS) {
            table.endAdoption();
            compiler.setSettling(false);
            hasChanged = true;
        }
        if (nowNanos - sweptNanos > SWEEP_NANOS) {
            sweptNanos = nowNanos;
            homes.sweep(nowNanos);
            table.expire(nowNanos);
            if (!table.isAdopting()) {
                attempt(() -> devices.removeTunnelsBut(neighbours.udpPorts()));
            }
        }
        if (nowNanos - refreshedNanos > (isWhole ? SWEEP_NANOS : RETRY_NANOS)) {
            refresh();
            hasChanged = true;
        }
        if (hasChanged) {
            review();
        }
    }

    private void readMisses() {
        while (true) {
            List<NetlinkMessage> messages = List.of();
            try {
                messages = misses.receive();
                if (messages.isEmpty()) {
                    return;
                }
                for (NetlinkMessage message : messages) {
                    MissedFrame.of(message, kernel.packets()).ifPresent(this::missed);
                }
            } catch (MalformedMessageException e) {
                malformed++;
            }
        }
    }

    private void readChanges() {
        boolean hasChanged = false;
        Set<Integer> gone = new HashSet<>();
        try {
            List<NetlinkMessage> messages;
            while (!(messages = changes.receive()).isEmpty()) {
                hasChanged = true;
                synchronized (this) {
                    messages.forEach(message -> gone.add(devices.goneIn(message)));
                }
            }
        } catch (MalformedMessageException e) {
            hasChanged = true;
        }
        if (hasChanged) {
            synchronized (this) {
                gone.forEach(this::forgetPort);
                refresh();
                review();
            }
        }
    }

    private void refresh() {
        refreshedNanos = System.nanoTime();
        isWhole = attempt(() -> devices.refresh().forEach(this::forgetPort));
        for (int udpPort : neighbours.udpPorts()) {
            isWhole &= attempt(() -> devices.requireTunnel(udpPort));
        }
    }

    private void forgetPort(int port) {
        if (port != OdpPorts.NONE) {
            homes.forgetPort(port);
            table.removePort(port);
        }
    }

    /** A frame came from containers or user space, and no flow took it. */
    private synchronized void missed(MissedFrame frame) {
        missed++;
        long nowNanos = System.nanoTime();
        FlowKey key = frame.key();
        if (ports.isLocal(key.inPort())) {
            learn(key, nowNanos);
        }
        Treatment treatment = compiler.compile(key);
        boolean isFirst = table.make(treatment, nowNanos);
        List<FlowAction> actions =
                isFirst && treatment.isTunnelled()
                        ? List.of(new FlowAction.Output(ports.userSpace()))
                        : treatment.actions();
        if (!actions.isEmpty()) {
            attempt(() -> devices.execute(key.inPort(), frame.frame(), actions));
        }
    }

    private void learn(FlowKey key, long nowNanos) {
        boolean isPeerThere = compiler.snapshot().knows(homes.peerOf(key.source()));
        switch (homes.seeLocal(key.source(), key.inPort(), isPeerThere, nowNanos)) {
            case MOVED -> review();
            case LOOK -> table.removeFromTunnels(key.source());
            case NONE -> {}
        }
    }

    /** User space got a frame out of a tunnel. */
    private void sighted(FlowKey key, long nowNanos) {
        long peer = compiler.sourceOf(key);
        if (peer != ForwardingSnapshot.NONE) {
            homes.sight(key.source(), peer, nowNanos);
            table.make(compiler.compile(key), nowNanos);
        }
    }

    private void review() {
        table.review(System.nanoTime());
    }

    /** Returns whether the kernel did it. */
    private boolean attempt(Runnable work) {
        try {
            work.run();
            return true;
        } catch (LinuxException e) {
            table.refuse(e);
        } catch (MalformedMessageException e) {
            malformed++;
            LOG.log(Level.WARNING, "an answer of the kernel: " + e.getMessage());
        }
        return false;
    }
}
