package weave.tools.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import weave.linux.call.CallState;
import weave.linux.call.Clocks;

/** What the kernel and its settings offer. */
final class KernelChecks {
    private static final Pattern RELEASE = Pattern.compile("([0-9]+)\\.([0-9]+).*");
    private static final int MINOR_BASE = 1000;

    /** UDP_GRO came with 5.0, UDP super-frames of a TAP with 6.2. */
    private static final int UDP_GRO_SINCE = 5 * MINOR_BASE;

    private static final int TAP_USO_SINCE = 6 * MINOR_BASE + 2;

    /** Bit of {@code <linux/capability.h>}. */
    private static final int CAP_NET_ADMIN = 12;

    private static final int HEX = 16;

    private final Path root;
    private final String bridge;
    private final Supplier<String> forwardRules;

    /**
     * @param root of the file system; another in tests
     * @param bridge of the daemon
     * @param forwardRules as {@code iptables -S FORWARD} shows them; asked only if they matter
     */
    KernelChecks(Path root, String bridge, Supplier<String> forwardRules) {
        this.root = root;
        this.bridge = bridge;
        this.forwardRules = forwardRules;
    }

    List<Finding> all() {
        return List.of(privileges(), release(), tun(), bridgeFilter(), processor(), clock());
    }

    Finding privileges() {
        String capabilities =
                lines("proc/self/status")
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> line.substring("CapEff:".length()).strip())
                        .findFirst()
                        .orElse("0");
        boolean isAdmin = (Long.parseUnsignedLong(capabilities, HEX) >> CAP_NET_ADMIN & 1) == 1;
        return isAdmin
                ? Finding.ok("privileges", "CAP_NET_ADMIN")
                : Finding.fail("privileges", "no CAP_NET_ADMIN", "run weaved and weave as root");
    }

    Finding release() {
        String release = text("proc/sys/kernel/osrelease");
        Matcher matcher = RELEASE.matcher(release);
        if (!matcher.matches()) {
            return Finding.warn("kernel", "release " + release, "not understood");
        }
        int version =
                Integer.parseInt(matcher.group(1)) * MINOR_BASE
                        + Integer.parseInt(matcher.group(2));
        if (version < UDP_GRO_SINCE) {
            return Finding.warn(
                    "kernel", release + " does not join UDP segments", "5.0 and later are faster");
        }
        if (version < TAP_USO_SINCE) {
            return Finding.ok("kernel", release + "; UDP between containers is faster from 6.2 on");
        }
        return Finding.ok("kernel", release);
    }

    Finding tun() {
        Path device = root.resolve("dev/net/tun");
        if (!Files.exists(device)) {
            return Finding.fail("TAP", device + " is missing", "modprobe tun");
        }
        return Files.isWritable(device)
                ? Finding.ok("TAP", device.toString())
                : Finding.warn("TAP", device + " is not ours to open", "run weaved as root");
    }

    /** With it on, every frame on a bridge goes through iptables, whose FORWARD may drop it. */
    Finding bridgeFilter() {
        if (!text("proc/sys/net/bridge/bridge-nf-call-iptables").equals("1")) {
            return Finding.ok("bridge filter", "off");
        }
        // What weaved puts there itself.
        String accepted = "-A FORWARD -i " + bridge + " -o " + bridge + " -j ACCEPT";
        return forwardRules.get().lines().anyMatch(line -> line.strip().equals(accepted))
                ? Finding.ok("bridge filter", "on; FORWARD accepts frames between containers")
                : Finding.warn(
                        "bridge filter",
                        "frames between containers go through iptables",
                        "accept them in FORWARD, or sysctl net.bridge.bridge-nf-call-iptables=0");
    }

    Finding processor() {
        boolean hasAes =
                lines("proc/cpuinfo")
                        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                        .anyMatch(line -> line.matches(".*\\saes(\\s.*)?"));
        return hasAes
                ? Finding.ok("processor", "has AES instructions")
                : Finding.warn(
                        "processor",
                        "has no AES instructions",
                        "encryption will be slow; weaved --frame-cipher=secretbox may be faster");
    }

    Finding clock() {
        return Clocks.state(new CallState()) == Clocks.TIME_ERROR
                ? Finding.warn(
                        "clock",
                        "is not synchronised",
                        "install chrony or systemd-timesyncd, so that logs and the ages of names"
                                + " agree between hosts")
                : Finding.ok("clock", "synchronised");
    }

    private String text(String file) {
        return lines(file).findFirst().orElse("").strip();
    }

    private Stream<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file)).stream();
        } catch (IOException _) {
            return Stream.empty();
        }
    }
}
