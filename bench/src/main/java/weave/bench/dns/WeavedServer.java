package weave.bench.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weave.bench.lab.BenchException;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;

/** Our daemon; its names are registered like those of containers. */
public final class WeavedServer implements Server {
    private static final int HTTP_PORT = 6784;
    private static final int NO_CONTENT = 204;
    private static final int AT_A_TIME = 64;

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
                host.startWithOwnRun(
                        folder.resolve("weaved.log"),
                        List.of(
                                program,
                                "--interface=weave",
                                "--name=02:00:5e:00:53:01",
                                "--db-prefix=" + folder.resolve("state"),
                                "--http-addr=127.0.0.1:" + HTTP_PORT,
                                "--dns-listen-address=127.0.0.1:" + port));
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

    /** A name is acknowledged when it is on the disk, which is quicker for many at a time. */
    private static void register(Names names) throws IOException {
        List<Registrar> registrars = new ArrayList<>();
        try {
            for (int i = 0; i < AT_A_TIME; i++) {
                registrars.add(new Registrar());
            }
            for (int i = 0; i < names.count(); i += AT_A_TIME) {
                int count = Math.min(AT_A_TIME, names.count() - i);
                for (int j = 0; j < count; j++) {
                    registrars.get(j).register(names, i + j);
                }
                for (int j = 0; j < count; j++) {
                    registrars.get(j).awaitDone();
                }
            }
        } finally {
            for (Registrar registrar : registrars) {
                registrar.close();
            }
        }
    }

    /** A connection to the daemon. */
    private static final class Registrar {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), HTTP_PORT);
        private final BufferedReader in;

        Registrar() throws IOException {
            socket.setTcpNoDelay(true);
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        void register(Names names, int number) throws IOException {
            String request =
                    "PUT /name/c%d/%s?fqdn=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(number, names.address(number), names.name(number));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        void awaitDone() throws IOException {
            String status = in.readLine();
            if (status == null || !status.contains(" " + NO_CONTENT + " ")) {
                throw new BenchException("weaved took no name: " + status);
            }
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                // The rest of the head; there is no body.
                line = in.readLine();
            }
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
