package weave.kernel.vxlan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.kernel.link.Link;
import weave.kernel.link.Links;
import weave.kernel.tc.Filter;
import weave.kernel.tc.Hook;
import weave.kernel.tc.TrafficControl;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.bpf.BpfCode;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfProgram;

/** The links of the datapath and the programs on them. One thread. */
final class Devices implements AutoCloseable {
    private static final String NAME_PREFIX = "weave on ";
    private static final int PRIORITY = 6784;
    private static final int HANDLE = 1;

    private static final String VXLAN = "vxlan";
    private static final String VXLAN_PREFIX = "vxlan-";
    private static final String PLAIN_SUFFIX = "-in";

    /** As VXLAN devices made by hand have it; so large that the underlay decides. */
    private static final int VXLAN_MTU = 65_485;

    private final Links links = new Links();
    private final TrafficControl control = new TrafficControl();
    private final Map<Integer, BpfProgram> inbound = new HashMap<>();
    private final String filterName;
    private final DatapathMaps maps;
    private final int keyLength;
    private final BpfProgram fromPort;
    private final BpfProgram fromBridge;
    private final BpfProgram delivery;
    private final int udpPort;

    /** Null where the kernel refuses it, before {@link #prepareSteering}. */
    private BpfProgram steering;

    /**
     * @param bridge whose datapath it is: those of other daemons are left alone
     * @param udpPort where we receive VXLAN
     */
    Devices(String bridge, int udpPort, DatapathMaps maps, int keyLength) {
        filterName = NAME_PREFIX + bridge;
        this.udpPort = udpPort;
        this.maps = maps;
        this.keyLength = keyLength;
        fromPort = load("weave_port", OutboundProgram.assemble(maps, true, keyLength));
        fromBridge = load("weave_bridge", OutboundProgram.assemble(maps, false, keyLength));
        delivery = load("weave_deliver", DeliveryProgram.assemble(maps));
    }

    /**
     * The device for VXLAN on a UDP port, made if need be, up and with its program.
     *
     * @throws LinuxException if the kernel refuses, for example because the port is taken
     */
    Link vxlan(int udpPort, long mac) {
        String name = VXLAN_PREFIX + udpPort;
        Link device =
                links.byName(name)
                        .orElseGet(() -> links.createVxlan(name, mac, VXLAN_MTU, udpPort));
        if (!device.kind().equals(VXLAN)) {
            throw new LinuxException(
                    "use " + name, Errno.EEXIST, "somebody else has a link of that name");
        }
        BpfProgram program =
                inbound.computeIfAbsent(
                        udpPort,
                        port -> load("weave_in", InboundProgram.assemble(maps, port, keyLength)));
        attach(device, Hook.INGRESS, program);
        if (!device.isUp()) {
            links.setUp(device);
        }
        return device;
    }

    /**
     * Has the kernel take the program that steers.
     *
     * @throws LinuxException if it is too old; all else works without
     */
    void prepareSteering() {
        if (steering == null) {
            steering = load("weave_steer", SteeringProgram.assemble(maps, udpPort));
        }
    }

    /** The device that gets what is steered, if it is there. */
    Optional<Link> plain() {
        return links.byName(plainName()).filter(link -> link.kind().equals(VXLAN));
    }

    /**
     * Makes that device.
     *
     * @param port where nobody else receives
     */
    void makePlain(int port, long mac) {
        Link device =
                links.createPlainVxlan(plainName(), mac, VXLAN_MTU, SteeringProgram.PLAIN_ID, port);
        try {
            attachPlain(device);
            links.setUp(device);
        } catch (LinuxException refused) {
            links.delete(device);
            throw refused;
        }
    }

    /** What is steered to the device is delivered. */
    void attachPlain(Link device) {
        attach(device, Hook.INGRESS, delivery);
    }

    /** What arrives for the UDP port is steered. */
    void attachUplink(Link uplink) {
        control.addClsact(uplink);
        // Several daemons of a host may have the same uplink.
        control.setFilter(uplink, Hook.INGRESS, PRIORITY, udpPort, filterName, steering);
    }

    /** Whether that still is so. */
    boolean isUplink(Link link) {
        return control.hasClsact(link)
                && control.filter(link, Hook.INGRESS, PRIORITY, udpPort).isPresent();
    }

    private String plainName() {
        return VXLAN_PREFIX + udpPort + PLAIN_SUFFIX;
    }

    /** Frames from a container go by the program first. */
    void attachPort(Link port) {
        attach(port, Hook.INGRESS, fromPort);
    }

    /** Frames from a container go to the bridge. */
    void detachPort(Link port) {
        detach(control, port, filterName);
    }

    /** Frames that leave the bridge for user space go by the program first. */
    void attachBridgeTap(Link tap) {
        attach(tap, Hook.EGRESS, fromBridge);
    }

    Links links() {
        return links;
    }

    /** The ids of the maps of the program that a predecessor has left on a VXLAN device. */
    static Optional<List<Integer>> mapsLeft(String bridge) {
        try (Links links = new Links();
                TrafficControl control = new TrafficControl()) {
            for (Link link : links.all()) {
                // The program on the plain device knows some maps only.
                if (link.kind().equals(VXLAN) && !link.name().endsWith(PLAIN_SUFFIX)) {
                    Optional<Filter> filter =
                            control.filter(link, Hook.INGRESS, PRIORITY, HANDLE)
                                    .filter(found -> found.name().equals(NAME_PREFIX + bridge));
                    if (filter.isPresent()) {
                        try (BpfProgram program = BpfProgram.ofId(filter.get().programId())) {
                            return Optional.of(program.description().mapIds());
                        }
                    }
                }
            }
            return Optional.empty();
        }
    }

    /** Takes away all that any process has left: programs, and the devices that had them. */
    static int removeAll(String bridge) {
        try (Links links = new Links();
                TrafficControl control = new TrafficControl()) {
            List<Link> had =
                    links.all().stream()
                            .filter(link -> detach(control, link, NAME_PREFIX + bridge))
                            .toList();
            // Not before the programs: the port of one that is gone may be another's at once.
            had.stream().filter(link -> link.kind().equals(VXLAN)).forEach(links::delete);
            return had.size();
        }
    }

    private static boolean detach(TrafficControl control, Link link, String name) {
        if (!control.hasClsact(link)) {
            return false;
        }
        boolean had = false;
        for (Hook hook : Hook.values()) {
            for (Filter filter : control.filters(link, hook)) {
                had |=
                        filter.priority() == PRIORITY
                                && control.removeFilter(
                                        link, hook, PRIORITY, filter.handle(), name);
            }
        }
        if (had) {
            control.removeUnusedClsact(link);
        }
        return had;
    }

    private void attach(Link link, Hook hook, BpfProgram program) {
        control.addClsact(link);
        control.setFilter(link, hook, PRIORITY, HANDLE, filterName, program);
    }

    private static BpfProgram load(String name, BpfCode code) {
        return BpfProgram.load(name, BpfConstants.BPF_PROG_TYPE_SCHED_CLS, code);
    }

    /** What is attached stays. */
    @Override
    public void close() {
        inbound.values().forEach(BpfProgram::close);
        fromPort.close();
        delivery.close();
        if (steering != null) {
            steering.close();
        }
        fromBridge.close();
        control.close();
        links.close();
    }
}
