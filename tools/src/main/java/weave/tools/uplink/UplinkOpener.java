package weave.tools.uplink;

import static java.util.stream.Collectors.joining;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weave.core.engine.Limits;
import weave.core.tuning.IdleMode;
import weave.core.tuning.Tuning;
import weave.core.udp.NextHopTable;
import weave.kernel.link.AttachedXdp;
import weave.kernel.link.XdpPrograms;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.tools.host.HostException;
import weave.xdp.port.XdpUplink;
import weave.xdp.port.XdpUplinkConfig;
import weave.xdp.program.RedirectToSocket;

/** Opens an uplink in the best mode that its driver and the kernel have. */
final class UplinkOpener {
    private static final Logger LOG = System.getLogger("weaved.uplink");

    private final UplinkDevice device;
    private final UplinkSettings settings;
    private final int port;
    private final boolean withVxlan;
    private final Tuning tuning;
    private final NextHopTable nextHops;
    private final Map<UplinkMode, String> refusals = new LinkedHashMap<>();

    /**
     * An open uplink.
     *
     * @param mode that it has
     * @param refusals why not the better ones, if those were tried
     */
    record Opened(XdpUplink uplink, UplinkMode mode, Map<UplinkMode, String> refusals) {}

    /**
     * @param port sleeve's
     * @param withVxlan whether VXLAN is received at the port above
     */
    UplinkOpener(
            UplinkDevice device,
            UplinkSettings settings,
            int port,
            boolean withVxlan,
            Tuning tuning,
            NextHopTable nextHops) {
        this.device = device;
        this.settings = settings;
        this.port = port;
        this.withVxlan = withVxlan;
        this.tuning = tuning;
        this.nextHops = nextHops;
    }

    /**
     * Tries one mode after the other.
     *
     * @throws HostException if none can be had, with the reason of each
     */
    Opened open() {
        giveWay();
        List<UplinkMode> modes = settings.mode().map(List::of).orElse(List.of(UplinkMode.values()));
        String advice = "";
        for (UplinkMode mode : modes) {
            try {
                return new Opened(XdpUplink.open(config(mode), nextHops), mode, refusals);
            } catch (LinuxException refused) {
                hopeless(refused);
                refusals.put(mode, refused.getMessage());
                advice = refused.errno() == Errno.EOPNOTSUPP ? mode.advice() : "";
            }
        }
        String reasons =
                refusals.entrySet().stream()
                        .map(refusal -> refusal.getKey().word() + ": " + refusal.getValue())
                        .collect(joining("; "));
        throw new HostException(text("not available: " + reasons + advice));
    }

    /**
     * The same for what the interface has become, or another one of the name.
     *
     * @throws HostException if it is refused
     */
    static void reopen(
            XdpUplink uplink,
            UplinkDevice now,
            UplinkMode mode,
            int port,
            boolean withVxlan,
            Tuning tuning) {
        UplinkSettings unforced = new UplinkSettings(Optional.empty(), Optional.of(mode), false);
        UplinkOpener opener = new UplinkOpener(now, unforced, port, withVxlan, tuning, null);
        try {
            uplink.reopen(opener.config(mode));
        } catch (LinuxException refused) {
            if (refused.errno() == Errno.EBUSY) {
                opener.giveWay();
            }
            throw new HostException(opener.text(refused.getMessage()), refused);
        }
    }

    private XdpUplinkConfig config(UplinkMode mode) {
        return new XdpUplinkConfig(
                device.name(),
                device.link().index(),
                device.queues(),
                Math.min(tuning.queues(), device.queues()),
                device.link().mtu(),
                port,
                withVxlan,
                mode.program,
                mode.copying,
                false,
                tuning.hugePages(),
                tuning.busyPollMicros() > 0 && tuning.idle() != IdleMode.BLOCK,
                tuning.receiveBatch(),
                Limits.SEND_BLOCK_LENGTH);
    }

    /** Programs of others are in the way in every mode. */
    private void giveWay() {
        try (XdpPrograms programs = new XdpPrograms()) {
            List<AttachedXdp> there = programs.on(device.link().index());
            String all = there.stream().map(AttachedXdp::toString).collect(joining(", "));
            if (there.stream().anyMatch(UplinkOpener::isOfUs)) {
                throw new HostException(
                        text(all + " is there already: end the other weaved or weave-bench first"));
            }
            if (!there.isEmpty() && !settings.force()) {
                throw new HostException(
                        text(
                                all
                                        + " is there already; --xdp-force takes it off, if nobody"
                                        + " needs it"));
            }
            for (AttachedXdp foreign : there) {
                programs.remove(device.link().index(), foreign);
                LOG.log(Level.WARNING, "--xdp-force: took " + foreign + " off " + device.name());
            }
        } catch (LinuxException refused) {
            hopeless(refused);
            throw new HostException(text(refused.getMessage()), refused);
        }
    }

    /** Somebody runs who needs it: it goes with its process. */
    private static boolean isOfUs(AttachedXdp program) {
        return program.hasLink() && program.name().equals(RedirectToSocket.NAME);
    }

    /** What another mode would be refused for, too. */
    private void hopeless(LinuxException refused) {
        String advice =
                switch (refused.errno()) {
                    case Errno.EPERM, Errno.EACCES ->
                            "run weaved as root: it takes CAP_NET_ADMIN,"
                                    + " CAP_NET_RAW and CAP_BPF";
                    case Errno.EAFNOSUPPORT ->
                            "this kernel has no AF_XDP: choose another" + " --datapath";
                    case Errno.ENETDOWN -> "set the interface up first";
                    case Errno.EEXIST ->
                            "somebody's XDP program is there, or on what it is a part" + " of";
                    default -> null;
                };
        if (advice != null) {
            throw new HostException(text(advice + " (" + refused.getMessage() + ")"), refused);
        }
    }

    private String text(String reason) {
        return "AF_XDP on " + device.name() + ": " + reason;
    }
}
