package weave.bench.carrier;

import java.nio.file.Path;
import java.util.List;
import weave.bench.lab.CCompiler;
import weave.bench.lab.Lab;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/**
 * The same job in C: TAP with virtio_net_hdr, UDP segmentation and receive offload, without mesh,
 * learning or encryption. Bridge, container and MTU are those of weaved. It is compiled here.
 */
public final class CPump implements Carrier {
    private static final String PROGRAM = "tap_udp_pump";
    private static final String TAP = "pump";
    private static final String LOG = "pump.log";
    private static final int MTU = 1376;
    private static final int PORT = 7777;

    @Override
    public String name() {
        return "c-pump";
    }

    @Override
    public List<String> programs() {
        return List.of(CCompiler.NAME);
    }

    @Override
    public List<String> versionCommand() {
        return List.of(CCompiler.NAME, "--version");
    }

    @Override
    public Ends up(Lab lab) {
        Path program = compile(lab.folder());
        for (Side side : Side.values()) {
            lab.host(side)
                    .start(
                            lab.file(side, LOG),
                            program.toString(),
                            TAP,
                            Lab.hostIp(side),
                            Lab.hostIp(side.other()),
                            Integer.toString(PORT));
        }
        for (Side side : Side.values()) {
            Patience.until(
                    Patience.SOON,
                    () -> name() + ": made no TAP: " + lab.lastLine(side, LOG),
                    () -> lab.host(side).hasDevice(TAP));
            String bridge = lab.bridge(side);
            lab.host(side).ip("link set " + TAP + " mtu " + MTU + " master " + bridge + " up");
            lab.attach(side, bridge, MTU);
        }
        return Ends.containers(lab);
    }

    /** Leaves source and program in a folder; the compiler may say nothing. */
    static Path compile(Path folder) {
        return CCompiler.compile(CPump.class, PROGRAM, folder, "-pthread");
    }
}
