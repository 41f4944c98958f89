package weave.bench.carrier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** tinc 1.0 in switch mode, on a TAP behind a bridge. */
public final class Tinc implements Carrier {
    private static final String TAP = "tn0";
    private static final String LOG = "tinc.log";
    private static final int MTU = 1400;
    private static final String KEY_BITS = "2048";

    @Override
    public String name() {
        return "tinc";
    }

    @Override
    public List<String> programs() {
        return List.of("tincd");
    }

    @Override
    public List<String> versionCommand() {
        return List.of("tincd", "--version");
    }

    @Override
    public Ends up(Lab lab) {
        try {
            for (Side side : Side.values()) {
                configure(lab, side);
            }
            for (Side side : Side.values()) {
                String own = hostName(side);
                Files.copy(folder(lab, side, own), folder(lab, side.other(), own));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Side side : Side.values()) {
            String folder = lab.file(side, "tinc").toString();
            String pid = lab.file(side, "tinc.pid").toString();
            lab.host(side)
                    .start(lab.file(side, LOG), "tincd", "-c", folder, "-D", "--pidfile=" + pid);
        }
        for (Side side : Side.values()) {
            Patience.until(
                    Patience.SOON,
                    () -> "tinc: made no TAP: " + lab.lastLine(side, LOG),
                    () -> lab.host(side).hasDevice(TAP));
            String bridge = lab.bridge(side);
            lab.host(side).ip("link set " + TAP + " master " + bridge + " up");
            lab.attach(side, bridge, MTU);
        }
        return Ends.containers(lab);
    }

    private static void configure(Lab lab, Side side) throws IOException {
        Path folder = lab.file(side, "tinc");
        Files.createDirectories(folder.resolve("hosts"));
        Files.writeString(
                folder.resolve("tinc.conf"),
                """
                Name = %s
                Mode = switch
                DeviceType = tap
                Interface = %s
                ConnectTo = %s
                """
                        .formatted(hostName(side), TAP, hostName(side.other())));
        Files.writeString(
                folder(lab, side, hostName(side)), "Address = " + Lab.hostIp(side) + "\n");
        Commands.output("tincd", "-c", folder.toString(), "-K" + KEY_BITS);
    }

    private static Path folder(Lab lab, Side side, String host) {
        return lab.file(side, "tinc").resolve("hosts").resolve(host);
    }

    private static String hostName(Side side) {
        return "host" + side.number();
    }
}
