package weave.bench.carrier;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/**
 * Open vSwitch's user-space datapath with a VXLAN port. Its switch takes the host's cable over, so
 * the host's address moves to a bridge of its own.
 */
public final class OpenVswitch implements Carrier {
    private static final int MTU = 1400;

    private final boolean segmentation;

    /**
     * @param segmentation whether userspace TSO is on
     */
    public OpenVswitch(boolean segmentation) {
        this.segmentation = segmentation;
    }

    @Override
    public String name() {
        return segmentation ? "ovs-userspace-tso" : "ovs-userspace";
    }

    @Override
    public List<String> programs() {
        return List.of("ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ethtool");
    }

    @Override
    public List<String> versionCommand() {
        return List.of("ovs-vswitchd", "--version");
    }

    @Override
    public Ends up(Lab lab) {
        for (Side side : Side.values()) {
            startDaemons(lab, side);
            String box = lab.attach(side, MTU);
            addBridges(lab, side, box);
            moveAddress(lab.host(side), side);
            // Its datapath sends partial checksums on as they are.
            lab.container(side).output("ethtool", "-K", "eth0", "tx", "off");
            lab.host(side).run("ethtool", "-K", Lab.UPLINK, "tx", "off");
        }
        for (Side side : Side.values()) {
            // Tunnels send only once their neighbour is known.
            new Ends(lab.host(side), lab.host(side), "", Lab.hostIp(side.other()))
                    .awaitReply(name(), Patience.SOON);
        }
        return Ends.containers(lab);
    }

    private void startDaemons(Lab lab, Side side) {
        Path folder = folder(lab, side);
        Commands.output("mkdir", "-p", folder.toString());
        String file = folder.resolve("conf.db").toString();
        Commands.output("ovsdb-tool", "create", file);
        start(
                lab,
                side,
                "ovsdb-server",
                file,
                "--remote=punix:" + folder.resolve("db.sock"),
                "--unixctl=" + folder.resolve("db.ctl"));
        Patience.until(
                Patience.SOON,
                () -> name() + ": no database: " + lab.lastLine(side, "ovsdb-server"),
                () -> folder.resolve("db.sock").toFile().exists());
        configure(lab, side, "--no-wait", "init");
        configure(
                lab,
                side,
                "--no-wait",
                "set",
                "Open_vSwitch",
                ".",
                "other_config:userspace-tso-enable=" + segmentation);
        start(
                lab,
                side,
                "ovs-vswitchd",
                "unix:" + folder.resolve("db.sock"),
                "--unixctl=" + folder.resolve("switch.ctl"));
    }

    private static void start(Lab lab, Side side, String program, String... arguments) {
        Path folder = folder(lab, side);
        List<String> command = new ArrayList<>(List.of("env"));
        for (String kind : List.of("RUNDIR", "LOGDIR", "DBDIR")) {
            command.add("OVS_" + kind + "=" + folder);
        }
        command.add(program);
        command.addAll(List.of(arguments));
        command.add("--pidfile=" + folder.resolve(program + ".pid"));
        lab.host(side).start(lab.file(side, program), command.toArray(String[]::new));
    }

    private static void addBridges(Lab lab, Side side, String box) {
        configure(
                lab,
                side,
                "add-br",
                "outer",
                "--",
                "set",
                "bridge",
                "outer",
                "datapath_type=netdev",
                "--",
                "add-port",
                "outer",
                Lab.UPLINK);
        configure(
                lab,
                side,
                "add-br",
                "inner",
                "--",
                "set",
                "bridge",
                "inner",
                "datapath_type=netdev",
                "--",
                "add-port",
                "inner",
                box,
                "--",
                "add-port",
                "inner",
                "vx",
                "--",
                "set",
                "interface",
                "vx",
                "type=vxlan",
                "options:remote_ip=" + Lab.hostIp(side.other()),
                "options:key=42");
    }

    private static void moveAddress(Namespace host, Side side) {
        String cidr = Lab.hostIp(side) + "/24";
        host.ip("addr del " + cidr + " dev " + Lab.UPLINK);
        host.ip("addr add " + cidr + " dev outer");
        host.ip("link set outer up");
        host.ip("link set inner up");
    }

    private static void configure(Lab lab, Side side, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=30"));
        command.add("--db=unix:" + folder(lab, side).resolve("db.sock"));
        command.addAll(List.of(arguments));
        Commands.output(command.toArray(String[]::new));
    }

    private static Path folder(Lab lab, Side side) {
        return lab.file(side, "ovs");
    }
}
