package weave.tools.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;

/** A Docker of the test's own, on one of its hosts, with one image that holds busybox. */
final class Docker implements AutoCloseable {
    private static final String IMAGE = "busy";

    /** Busybox with what it is linked to, as the tar that becomes the image. */
    private static final String MAKE_IMAGE =
            """
            set -e
            program=$(command -v busybox)
            mkdir -p "$1/bin"
            cp "$program" "$1/bin/busybox"
            for library in $(ldd "$program" 2>/dev/null | grep -o '/[^ )]*'); do
                mkdir -p "$1$(dirname "$library")"
                cp -L "$library" "$1$library"
            done
            for name in sh sleep; do ln -s busybox "$1/bin/$name"; done
            tar -C "$1" -cf "$1.tar" .
            """;

    private final Host host;
    private final Path folder;
    private final Process daemon;

    /** Starts it; returns when it has the image. */
    Docker(Host host) throws IOException {
        this.host = host;
        this.folder = host.folder().resolve("docker");
        Files.createDirectories(folder);
        Path log = folder.resolve("log");
        // Not by `ip netns exec`, which takes the control groups out of sight.
        daemon =
                new ProcessBuilder(
                                "nsenter",
                                "--net=/run/netns/" + host.namespace().name(),
                                "dockerd",
                                "--host=" + endpoint(),
                                "--data-root=" + folder.resolve("data"),
                                "--exec-root=" + folder.resolve("exec"),
                                "--pidfile=" + folder.resolve("pid"),
                                "--storage-driver=vfs",
                                "--bridge=none",
                                "--iptables=false",
                                "--ip-forward=false")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Await.until(
                () -> "dockerd answers: " + read(log), Host.SOON, () -> docker("ps").exit() == 0);
        Path root = folder.resolve("image");
        host.namespace().run("sh", "-c", MAKE_IMAGE, "sh", root.toString()).orFail();
        docker("import", root + ".tar", IMAGE).orFail();
    }

    /** As {@code --docker-api} has it. */
    String endpoint() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Runs a container that sleeps, without any network unless told; its id. */
    String sleeper(String name, String... options) {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name=" + name));
        if (List.of(options).stream().noneMatch(option -> option.startsWith("--net="))) {
            command.add("--net=none");
        }
        command.addAll(List.of(options));
        command.addAll(List.of(IMAGE, "sleep", "600"));
        return docker(command.toArray(String[]::new)).orFail().strip();
    }

    NetworkNamespace.Result docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "--host=" + endpoint()));
        command.addAll(List.of(arguments));
        return host.namespace().run(command.toArray(String[]::new));
    }

    @Override
    public void close() {
        String all = docker("ps", "-aq").stdout();
        all.lines().forEach(id -> docker("rm", "-f", id));
        daemon.destroy();
        try {
            if (!daemon.waitFor(30, TimeUnit.SECONDS)) {
                daemon.descendants().forEach(ProcessHandle::destroyForcibly);
                daemon.destroyForcibly().waitFor();
            }
            unmount();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What it leaves mounted, such as the host's own namespace. */
    private void unmount() throws IOException, InterruptedException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String point = line.split(" ")[1];
            if (point.startsWith(folder.toString())) {
                new ProcessBuilder("umount", point).start().waitFor();
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
