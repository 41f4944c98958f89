package weave.bench.carrier;

import java.util.ArrayList;
import java.util.List;
import weave.bench.lab.BenchException;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** Our daemon on both hosts, as an operator starts it. */
public final class Weaved implements Carrier {
    private static final String BRIDGE = "weave";
    private static final String LOG = "weaved.log";

    private final String name;
    private final String program;
    private final List<String> flags;
    private final String overlay;

    /**
     * @param name of this way to run it
     * @param program the path of weaved
     * @param flags further ones, for both sides
     */
    public Weaved(String name, String program, List<String> flags) {
        this(name, program, flags, null);
    }

    private Weaved(String name, String program, List<String> flags, String overlay) {
        this.name = name;
        this.program = program;
        this.flags = List.copyOf(flags);
        this.overlay = overlay;
    }

    /** The same, up only when frames go by the kernel's fast datapath. */
    public static Weaved fast(String name, String program, List<String> flags) {
        return new Weaved(name, program, flags, "fastdp");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> programs() {
        return List.of(program);
    }

    @Override
    public List<String> versionCommand() {
        return List.of(program, "--version");
    }

    @Override
    public Ends up(Lab lab) {
        Process left = start(lab, Side.LEFT);
        Process right = start(lab, Side.RIGHT);
        plug(lab, Side.LEFT, left);
        plug(lab, Side.RIGHT, right);
        if (overlay != null) {
            WeavedStatus.awaitCarriedBy(overlay, lab);
        }
        return Ends.containers(lab);
    }

    private Process start(Lab lab, Side side) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program,
                                "--interface=" + BRIDGE,
                                "--peers=" + Lab.hostIp(side.other()),
                                "--name=02:00:5e:00:53:0" + side.number(),
                                "--nickname=host" + side.number(),
                                "--db-prefix=" + lab.file(side, "state"),
                                "--http-addr=127.0.0.1:" + WeavedStatus.HTTP_PORT));
        command.addAll(flags);
        return lab.host(side).startWithOwnRun(lab.file(side, LOG), command);
    }

    private void plug(Lab lab, Side side, Process daemon) {
        Namespace host = lab.host(side);
        Patience.until(
                Patience.SOON,
                () -> name + ": made no bridge: " + lab.lastLine(side, LOG),
                () -> {
                    if (!daemon.isAlive()) {
                        throw new BenchException(name + ": ended: " + lab.lastLine(side, LOG));
                    }
                    return host.hasDevice(BRIDGE);
                });
        lab.attach(side, BRIDGE, host.mtu(BRIDGE));
    }
}
