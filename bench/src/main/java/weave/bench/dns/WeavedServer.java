package weave.bench.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import weave.bench.lab.BenchException;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;

/** Our daemon; its names are registered like those of containers. */
public final class WeavedServer implements Server {
    private static final int HTTP_PORT = 6784;
    private static final int NO_CONTENT = 204;

    private final String program;

    /**
     * @param program the path of weaved
     */
    public WeavedServer(String program) {
        this.program = program;
    }

    @Override
    public String name() {
        return "weaved";
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
    public Process start(Namespace host, Names names, int port, Path folder) {
        Process daemon =
                host.start(
                        folder.resolve("weaved.log"),
                        "sh",
                        "-c",
                        // Two machines have a /run each; namespaces share the machine's.
                        "mount -t tmpfs weaved /run && exec \"$@\"",
                        "sh",
                        program,
                        "--interface=weave",
                        "--name=02:00:5e:00:53:01",
                        "--db-prefix=" + folder.resolve("state"),
                        "--http-addr=127.0.0.1:" + HTTP_PORT,
                        "--dns-listen-address=127.0.0.1:" + port);
        Patience.until(
                Patience.SOON,
                () -> "weaved does not answer on HTTP",
                () -> host.call(() -> daemon.isAlive() && answers()));
        host.call(() -> {
            register(names);
            return null;
        });
        return daemon;
    }

    private static boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), HTTP_PORT)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** All over one connection. */
    private static void register(Names names) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), HTTP_PORT)) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < names.count(); i++) {
                String request =
                        "PUT /name/c%d/%s?fqdn=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(i, names.address(i), names.name(i));
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String status = in.readLine();
                if (status == null || !status.contains(" " + NO_CONTENT + " ")) {
                    throw new BenchException("weaved took no name: " + status);
                }
                while (!in.readLine().isEmpty()) {
                    // The rest of the head; there is no body.
                }
            }
        }
    }
}
