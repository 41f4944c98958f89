package weave.bench.carrier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/**
 * The same job in C: TAP with virtio_net_hdr, UDP segmentation and receive offload, without mesh,
 * learning or encryption. Bridge, container and MTU are those of weaved. It is compiled here.
 */
public final class CPump implements Carrier {
    private static final String SOURCE = "tap_udp_pump.c";
    private static final String COMPILER = "cc";
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
        return List.of(COMPILER);
    }

    @Override
    public List<String> versionCommand() {
        return List.of(COMPILER, "--version");
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
        Path source = folder.resolve(SOURCE);
        Path program = folder.resolve("tap_udp_pump");
        try (InputStream packed = CPump.class.getResourceAsStream(SOURCE)) {
            Files.copy(packed, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.output(
                COMPILER,
                "-std=gnu11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-pthread",
                "-o",
                program.toString(),
                source.toString());
        return program;
    }
}
