package weave.bench.xdp;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.core.frame.Ethernet;
import weave.kernel.link.AttachedXdp;
import weave.kernel.link.XdpPrograms;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.xdp.program.PacketOutcome;
import weave.xdp.program.RedirectAll;
import weave.xdp.program.RedirectToSocket;
import weave.xdp.program.XdpAttachment;
import weave.xdp.program.XdpMode;
import weave.xdp.program.XdpProgram;
import weave.xdp.socket.CopyMode;
import weave.xdp.socket.XdpFeatures;
import weave.xdp.socket.XdpSocketConfig;

/**
 * Where frames are moved: a veth pair between two namespaces of its own, or an interface that is
 * there already.
 *
 * <pre>
 *    other: source ─ eth0 ══ veth ══ eth0 ─ XDP: everything to the sockets :own
 *                      └ XDP: drop
 * </pre>
 */
final class XdpBed implements AutoCloseable {
    private static final String DEVICE = "eth0";
    private static final int USUAL_MTU = 1500;

    private final XdpRace.Plan plan;
    private final String device;
    private final int queues;

    /** Null for everything to the sockets. */
    private final RedirectToSocket overlay;

    /** Null if the interface was there before. */
    private final Namespace own;

    private final Namespace other;
    private final int index;
    private final int otherIndex;
    private final Thread whenInterrupted = Thread.ofPlatform().unstarted(this::removeNamespaces);
    private XdpAttachment attachment;
    private Drop drop;

    /** Of the sockets that were opened last. */
    private boolean zeroCopy;

    /** As the plan says. */
    XdpBed(XdpRace.Plan plan) {
        this.plan = plan;
        boolean isPair = plan.device() == null;
        device = isPair ? DEVICE : plan.device();
        queues = plan.queues();
        overlay =
                plan.redirection() == Redirection.OVERLAY
                        ? new RedirectToSocket(TestFrame.PORT, true)
                        : null;
        own = isPair ? Namespace.create("xdp-own") : null;
        other = isPair ? Namespace.create("xdp-other") : null;
        Runtime.getRuntime().addShutdownHook(whenInterrupted);
        try {
            if (isPair) {
                makePair();
            }
            index = index(own, device);
            otherIndex = isPair ? index(other, DEVICE) : 0;
            attachment = Namespace.await(begin("attach", () -> attach(plan.mode())));
            if (isPair) {
                XdpMode same = attachment.mode();
                drop = Namespace.await(other.begin("drop", () -> new Drop(otherIndex, same)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private XdpAttachment attach(XdpMode mode) {
        if (overlay != null) {
            addresses().forEach(address -> overlay.addresses().add(address, List.of()));
        }
        XdpProgram program = overlay != null ? overlay : new RedirectAll();
        try {
            return mode == null
                    ? XdpAttachment.attachAny(program, index, queues)
                    : XdpAttachment.attach(program, index, mode, queues);
        } catch (LinuxException refused) {
            throw refused.errno() == Errno.EBUSY || refused.errno() == Errno.EEXIST
                    ? new BenchException(refused.getMessage() + ": " + occupants())
                    : refused;
        }
    }

    private List<InetAddress> addresses() {
        if (own != null) {
            return List.of(TestFrame.OWN_ADDRESS);
        }
        try {
            return NetworkInterface.getByName(device).inetAddresses().toList();
        } catch (SocketException e) {
            throw new BenchException("no addresses of " + device + ": " + e.getMessage());
        }
    }

    /** Who is in the way. */
    private String occupants() {
        try (XdpPrograms programs = new XdpPrograms()) {
            List<AttachedXdp> attached = programs.on(index);
            return attached.isEmpty()
                    ? "an interface that " + device + " is a part of has an XDP program"
                    : attached.stream().map(AttachedXdp::toString).collect(joining(", "))
                            + " is there already";
        }
    }

    /** What a source is to send. */
    byte[] frame() {
        return overlay != null
                ? TestFrame.overlay(plan.length())
                : TestFrame.unknown(plan.length());
    }

    private void makePair() {
        int mtu = Math.max(USUAL_MTU, plan.length() - Ethernet.HEADER_LENGTH);
        String each = " mtu " + mtu + " numrxqueues " + queues + " numtxqueues " + queues;
        String peer = " type veth peer name " + DEVICE + " netns " + other.name();
        own.ip("link add " + DEVICE + each + peer + each);
        for (Namespace side : List.of(own, other)) {
            side.output("sysctl", "-qw", "net.ipv6.conf." + DEVICE + ".disable_ipv6=1");
            side.ip("link set " + DEVICE + " up");
        }
        Patience.until(
                Patience.SOON,
                () -> "the veth pair has no carrier",
                () -> own.ip("-o link show " + DEVICE).contains("LOWER_UP"));
    }

    /** Where it is, and how frames came from it. */
    String text() {
        String where = own == null ? device : "veth pair";
        String program = overlay != null ? ", only what is for the overlay" : "";
        return where
                + ", XDP "
                + attachment.mode().name().toLowerCase(Locale.ROOT)
                + (zeroCopy ? ", zero copy" : ", copied")
                + program;
    }

    /** What became of packets so far; empty if the program does not count. */
    Map<PacketOutcome, Long> packets() {
        return overlay != null ? overlay.outcomes() : Map.of();
    }

    /** Whether frames come from a source of ours. */
    boolean hasSource() {
        return other != null;
    }

    /** The id of the map of sockets, for the program in C. */
    int mapId() {
        return attachment.socketsId();
    }

    String device() {
        return device;
    }

    /** Opens sockets for all queues, which receive what those do. */
    QueueGroup open() {
        XdpSocketConfig first =
                XdpSocketConfig.of(device, index, 0)
                        .withCopyMode(plan.copyMode())
                        .withMultiBuffer(plan.isJumbo())
                        .withBusyPollBudget(plan.pollsBusily() ? QueueWork.BATCH : 0);
        QueueGroup group = Namespace.await(begin("open", () -> opened(first)));
        for (int queue = 0; queue < queues; queue++) {
            attachment.bind(queue, group.socket(queue).socket().fd());
        }
        zeroCopy = group.socket(0).socket().isZeroCopy();
        return group;
    }

    private QueueGroup opened(XdpSocketConfig first) {
        try {
            return group(first, plan.hugePages());
        } catch (LinuxException refused) {
            throw refused.errno() == Errno.EOPNOTSUPP && plan.copyMode() == CopyMode.ZERO_COPY
                    ? new BenchException(refused.getMessage() + "; want --mode copy")
                    : refused;
        }
    }

    /** Opens sockets to send by from the interface's other end, which copies always. */
    QueueGroup openSource() {
        XdpSocketConfig first =
                XdpSocketConfig.of(DEVICE, otherIndex, 0)
                        .withCopyMode(CopyMode.COPY)
                        .withMultiBuffer(plan.isJumbo());
        return Namespace.await(other.begin("open", () -> group(first, false)));
    }

    private QueueGroup group(XdpSocketConfig first, boolean hugePages) {
        List<XdpSocketConfig> configs = new ArrayList<>();
        for (int queue = 0; queue < queues; queue++) {
            configs.add(first.withQueue(queue));
        }
        return new QueueGroup(configs, hugePages);
    }

    /** What AF_XDP can do here; before sockets are open. */
    XdpFeatures features() {
        return Namespace.await(
                begin("probe", () -> XdpFeatures.probe(XdpSocketConfig.of(device, index, 0))));
    }

    private <T> FutureTask<T> begin(String name, Callable<T> work) {
        if (own != null) {
            return own.begin(name, work);
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name(name).start(task);
        return task;
    }

    /** Runs a command where the interface is; what it writes. */
    String output(List<String> command) {
        String[] words = command.toArray(String[]::new);
        return own == null ? Commands.output(words) : own.output(words);
    }

    private static int index(Namespace where, String device) {
        String shown =
                where == null
                        ? Commands.output("ip", "-o", "link", "show", "dev", device)
                        : where.ip("-o link show dev " + device);
        return Integer.parseInt(shown.substring(0, shown.indexOf(':')));
    }

    @Override
    public void close() {
        if (drop != null) {
            drop.close();
        }
        if (attachment != null) {
            attachment.close();
        }
        if (overlay != null) {
            overlay.close();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(whenInterrupted);
            removeNamespaces();
        } catch (IllegalStateException interrupted) {
            // Then that thread removes them.
        }
    }

    private void removeNamespaces() {
        if (own != null) {
            other.close();
            own.close();
        }
    }
}
