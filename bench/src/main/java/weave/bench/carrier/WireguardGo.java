package weave.bench.carrier;

import java.util.List;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** wireguard-go, encrypted, from host to host: a layer-3 tunnel has no bridge. */
public final class WireguardGo implements Carrier {
    private static final String PROGRAM = "wireguard-go";
    private static final String LOG = "wireguard.log";
    private static final int PORT = 51_820;

    @Override
    public String name() {
        return PROGRAM;
    }

    @Override
    public List<String> programs() {
        return List.of(PROGRAM, "wg");
    }

    @Override
    public List<String> versionCommand() {
        return List.of(PROGRAM, "--version");
    }

    /**
     * The release of 2023-12, the first with UDP segmentation offload, states the version before
     * it: whether it has it shows in the program alone.
     */
    @Override
    public String version() {
        String search = "grep -q UDPGSO \"$(command -v " + PROGRAM + ")\"";
        boolean segments = Commands.run(List.of("sh", "-c", search)).exit() == 0;
        return Carrier.super.version() + (segments ? ", with UDP GSO" : ", without UDP GSO");
    }

    @Override
    public Ends up(Lab lab) {
        for (Side side : Side.values()) {
            lab.host(side)
                    .start(
                            lab.file(side, LOG),
                            "env",
                            "WG_PROCESS_FOREGROUND=1",
                            "WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD=1",
                            PROGRAM,
                            "-f",
                            device(side));
            String key = lab.file(side, "wg.key").toString();
            String publish = lab.file(side, "wg.pub").toString();
            Commands.output(
                    "sh",
                    "-c",
                    "umask 077; wg genkey >" + key + "; wg pubkey <" + key + " >" + publish);
        }
        for (Side side : Side.values()) {
            Patience.until(
                    Patience.SOON,
                    () -> "wireguard-go: made no TUN: " + lab.lastLine(side, LOG),
                    () -> configured(lab, side));
            Namespace host = lab.host(side);
            host.ip("addr add " + Lab.containerCidr(side) + " dev " + device(side));
            host.ip("link set " + device(side) + " up");
        }
        return Ends.hosts(lab);
    }

    /** Fails as long as the daemon's control socket is not there. */
    private static boolean configured(Lab lab, Side side) {
        String script =
                "exec wg set %s private-key %s listen-port %d peer $(cat %s)"
                        .formatted(
                                device(side),
                                lab.file(side, "wg.key"),
                                PORT,
                                lab.file(side.other(), "wg.pub"));
        script += " allowed-ips 10.32.0.0/12 endpoint " + Lab.hostIp(side.other()) + ":" + PORT;
        return lab.host(side).run("sh", "-c", script).exit() == 0;
    }

    /**
     * The control sockets of all daemons of a machine are in one folder: a name of its own each.
     */
    private static String device(Side side) {
        return "wb" + ProcessHandle.current().pid() + "s" + side.number();
    }
}
