package weave.bench.macs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import weave.bench.lab.Commands;
import weave.bench.lab.Namespace;

/** Forwarding entries of a VXLAN device, by {@code bridge -batch}, its start included. */
final class BridgeBatch implements MacProgramming {
    static final String NAME = "bridge -batch";
    static final String PROGRAM = "bridge";

    private static final String DEVICE = "vx";
    private static final String PEER_IP = "192.0.2.2";

    private final Namespace host = Namespace.create("macs-bridge");
    private final Path file;

    /**
     * @param addresses that are told each time
     */
    BridgeBatch(int addresses) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < addresses; i++) {
            lines.append("fdb add ")
                    .append(text(MacProgramming.address(i)))
                    .append(" dev " + DEVICE + " dst " + PEER_IP + "\n");
        }
        try {
            file = Files.writeString(Files.createTempFile(Namespace.PREFIX, "macs"), lines);
        } catch (IOException e) {
            host.close();
            throw new UncheckedIOException(e);
        }
    }

    private static String text(long mac) {
        return String.format(Locale.ROOT, "%012x", mac).replaceAll("(..)(?!$)", "$1:");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void prepare() {
        host.ip("link add " + DEVICE + " type vxlan id 42 dstport 4789");
        host.ip("link set " + DEVICE + " up");
    }

    @Override
    public void program(int addresses) {
        Commands.output(PROGRAM, "-n", host.name(), "-batch", file.toString());
    }

    @Override
    public int count() {
        String all = Commands.output(PROGRAM, "-n", host.name(), "fdb", "show", "dev", DEVICE);
        return (int) all.lines().filter(line -> line.contains("dst " + PEER_IP)).count();
    }

    @Override
    public void discard() {
        host.ip("link del " + DEVICE);
    }

    @Override
    public void close() {
        host.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
