package weave.kernel.vxlan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import weave.core.control.ForwardingSnapshot;
import weave.core.fastdp.EspKernel;
import weave.core.fastdp.KernelDatapath;
import weave.core.fastdp.KernelDatapathStatus;
import weave.core.fastdp.UpcallPort;
import weave.core.overlay.OverlayTraffic;
import weave.kernel.link.FdbChange;
import weave.kernel.link.Link;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfTunnelKey;

/**
 * The fast datapath by VXLAN devices and tc-BPF programs. See docs/decisions/0016 and the picture
 * in the package's description.
 */
public final class VxlanDatapath implements KernelDatapath {
    private static final Logger LOG = System.getLogger("weaved.fastdp");

    /** Without the local address, which kernels before 6.0 do not know. */
    private static final int OLD_KEY_LENGTH = 28;

    /** After so long an entry goes, so that a frame of the address is seen by user space. */
    private static final int MAC_SECONDS_MAX = 300;

    private static final int SWEEP_SECONDS = 60;

    private final VxlanConfig config;
    private final UpcallTap upcalls;
    private final DatapathMaps maps;
    private final Devices devices;
    private final SettingsEntry settings;
    private final PeerEntries peers;
    private final MacEntries macs;
    private final Map<Integer, Link> vxlans = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private final BridgePorts bridgePorts;
    private final Uplinks uplinks;

    private volatile ScheduledExecutorService thread;
    private BridgeFollower follower;
    private boolean linksStale;
    private boolean routesStale;

    private VxlanDatapath(VxlanConfig config, DatapathMaps maps) {
        this.config = config;
        this.maps = maps;
        // First what a kernel may refuse.
        devices = new Devices(config.bridge(), config.udpPort(), maps, keyLength());
        upcalls = UpcallTap.open(config.upcallTap());
        settings = new SettingsEntry(maps.settings());
        peers = new PeerEntries(maps, ForwardingSnapshot.alone(config.self()));
        macs = new MacEntries(maps.macs());
        bridgePorts = new BridgePorts(config, devices, macs, refusals);
        uplinks = new Uplinks(config, devices, settings, peers, refusals);
    }

    /**
     * Takes over what a predecessor has left in the kernel, or begins anew. The bridge and its TAP
     * must be there.
     *
     * @throws LinuxException if this kernel cannot do it, with the reason
     */
    public static VxlanDatapath open(VxlanConfig config) {
        Optional<DatapathMaps> adopted =
                Devices.mapsLeft(config.bridge()).flatMap(DatapathMaps::adopt);
        if (adopted.isEmpty()) {
            Devices.removeAll(config.bridge());
        }
        VxlanDatapath datapath = construct(config, adopted.orElseGet(DatapathMaps::create));
        try {
            datapath.prepare();
            LOG.log(
                    Level.INFO,
                    adopted.isPresent()
                            ? "fast datapath: took over the entries in the kernel"
                            : "fast datapath: VXLAN devices and BPF programs");
            return datapath;
        } catch (RuntimeException e) {
            datapath.close();
            throw e;
        }
    }

    private static VxlanDatapath construct(VxlanConfig config, DatapathMaps maps) {
        try {
            return new VxlanDatapath(config, maps);
        } catch (RuntimeException e) {
            maps.close();
            throw e;
        }
    }

    /** Takes away all that was put into the kernel for a bridge; how many links had it. */
    public static int remove(String bridge) {
        return Devices.removeAll(bridge);
    }

    /** Anything that the kernel cannot do shows here, before anybody relies on it. */
    private void prepare() {
        Link upcall = link(config.upcallTap());
        devices.links().setUp(upcall);
        Link tap = link(config.bridgeTap());
        // Both are there as long as this process.
        settings.devices(upcall.index(), tap.index());
        devices.attachBridgeTap(tap);
        vxlan(config.udpPort());
        uplinks.prepare();
    }

    private Link link(String name) {
        return devices.links()
                .byName(name)
                .orElseThrow(() -> new LinuxException("look up " + name, Errno.ENODEV));
    }

    @Override
    public String name() {
        return "vxlan";
    }

    @Override
    public void start(ScheduledExecutorService own) {
        thread = own;
        follower = new BridgeFollower(new Follower());
        follower.start();
        bridgePorts.look();
        thread.scheduleWithFixedDelay(
                guarded(this::sweep), SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        thread.schedule(guarded(peers::dropAdopted), GRACE_SECONDS, TimeUnit.SECONDS);
        thread.scheduleWithFixedDelay(
                guarded(peers::age), GRACE_SECONDS, GRACE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Whether frames may go between containers and devices without the bridge from now on; at first
     * they may not, and its rules apply to them. No frame is lost in between. Any thread.
     */
    public void bypass(boolean allowed) {
        bridgePorts.bypass(allowed);
        // Before the start there is nobody to tell, who will look for himself.
        if (thread != null) {
            tell(this::lookAtLinks);
        }
    }

    /**
     * Whether frames may leave for neighbours past the host's packet filter and IPsec from now on,
     * unless they are to be encrypted; at first they may not. Any thread.
     */
    public void direct(boolean allowed) {
        uplinks.direct(allowed);
        if (thread != null) {
            tell(uplinks::lookAtRoutes);
        }
    }

    /** What the follower hears is done on the datapath's thread. */
    private final class Follower implements BridgeFollower.Listener {
        @Override
        public void linksChanged() {
            tell(() -> {
                if (!linksStale) {
                    linksStale = true;
                    tell(VxlanDatapath.this::lookAtLinks);
                }
            });
        }

        @Override
        public void routesChanged() {
            tell(() -> {
                if (!routesStale) {
                    routesStale = true;
                    tell(VxlanDatapath.this::lookAtRoutes);
                }
            });
        }

        @Override
        public void entryChanged(FdbChange change) {
            tell(() -> bridgePorts.follow(change));
        }

        @Override
        public void lostSomething() {
            tell(bridgePorts::look);
            tell(VxlanDatapath.this::lookAtRoutes);
        }
    }

    @Override
    public UpcallPort upcalls() {
        return upcalls;
    }

    @Override
    public void neighbour(long peer, int ip, int udpPort, boolean encrypted) {
        int mark = encrypted ? EspKernel.MARK : 0;
        refusals.attempt(
                receiving(udpPort), () -> peers.neighbour(peer, ip, vxlan(udpPort).index(), mark));
        uplinks.neighbour(peer, ip, udpPort, encrypted);
    }

    private static String receiving(int udpPort) {
        return "receive VXLAN on UDP port " + udpPort;
    }

    @Override
    public void carry(long peer, boolean carries) {
        peers.carry(peer, carries);
    }

    @Override
    public void forget(long peer) {
        int times = peers.forget(peer);
        uplinks.forget(peer);
        thread.schedule(guarded(() -> peers.drop(peer, times)), GRACE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void routes(ForwardingSnapshot snapshot) {
        boolean[] reassigned = peers.routes(snapshot);
        int self = peers.shortIdOf(config.self());
        if (self != ForwardingSnapshot.NO_SHORT_ID) {
            settings.self(self);
        }
        if (reassigned != null) {
            macs.removeRemote(shortId -> reassigned[shortId]);
        }
    }

    @Override
    public void learned(long mac, long peer) {
        int shortId = peers.shortIdOf(peer);
        if (shortId != ForwardingSnapshot.NO_SHORT_ID) {
            refusals.attempt("program MACs", () -> macs.putRemote(mac, shortId, nowSeconds()));
        }
    }

    @Override
    public OverlayTraffic traffic(long peer) {
        return peers.traffic(peer);
    }

    @Override
    public KernelDatapathStatus status() {
        List<String> names = vxlanDevices().values().stream().map(Link::name).toList();
        return new KernelDatapathStatus(
                name(), names, macs.count(), uplinks.list(), refusals.list());
    }

    // --- On the datapath's thread.

    private void lookAtLinks() {
        linksStale = false;
        bridgePorts.lookAtLinks();
        uplinks.look();
        vxlanDevices().forEach(this::remakeIfGone);
    }

    private void lookAtRoutes() {
        routesStale = false;
        uplinks.lookAtRoutes();
    }

    /** Somebody else may have deleted it. */
    private void remakeIfGone(int udpPort, Link device) {
        refusals.attempt(
                receiving(udpPort),
                () -> {
                    if (devices.links().byIndex(device.index()).isEmpty()) {
                        vxlan(udpPort);
                    }
                });
    }

    private void sweep() {
        macs.removeRemoteOlder(nowSeconds() - MAC_SECONDS_MAX);
        lookAtLinks();
    }

    private Map<Integer, Link> vxlanDevices() {
        synchronized (vxlans) {
            return Map.copyOf(vxlans);
        }
    }

    /** Whoever finds it deleted makes it anew for all. */
    private Link vxlan(int udpPort) {
        synchronized (vxlans) {
            Link device = devices.vxlan(udpPort, config.self());
            Link before = vxlans.put(udpPort, device);
            if (before != null && before.index() != device.index()) {
                LOG.log(Level.WARNING, "fast datapath: " + device.name() + " is made anew");
                peers.moveDevice(before.index(), device.index());
            }
            return device;
        }
    }

    private void tell(Runnable what) {
        try {
            thread.execute(guarded(what));
        } catch (RejectedExecutionException e) {
            // Closed: nothing is to be programmed any more.
        }
    }

    private Runnable guarded(Runnable what) {
        return () -> {
            try {
                what.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "fast datapath: " + e.getMessage(), e);
            }
        };
    }

    private static int nowSeconds() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    }

    private static int keyLength() {
        String major = System.getProperty("os.version").split("[.]")[0];
        return Integer.parseInt(major) >= 6 ? (int) BpfTunnelKey.SIZE : OLD_KEY_LENGTH;
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
        bridgePorts.close();
        uplinks.close();
        devices.close();
        settings.close();
        peers.close();
        macs.close();
        maps.close();
        upcalls.close();
    }
}
