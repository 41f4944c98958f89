package weave.tools.weaved;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import weave.tools.log.LineLog;

/**
 * What the JVM learns from before the first start: two daemons in this process, a container on
 * each, and traffic between them, first in clear, then encrypted. All of it is the real thing but
 * TAP and bridge, so that neither root nor {@code /dev/net/tun} is needed.
 */
final class Rehearsal {
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

    /** By then the JVM has compiled what matters, on two busy cores. */
    private static final long ACT_MILLIS = 3000;

    /** For the mesh to form, on a machine that is busy with something else. */
    private static final long PATIENCE_MILLIS = 60_000;

    private Rehearsal() {}

    /**
     * @param folder an empty one. The first daemon answers at the unix socket {@code http} in it
     * @throws IOException if no frame came through
     */
    static void run(Path folder) throws IOException {
        LineLog.configure(System.Logger.Level.WARNING);
        play(folder.resolve("clear-"), folder.resolve("http"), "");
        play(folder.resolve("sealed-"), folder.resolve("http"), "rehearsal");
    }

    private static void play(Path prefix, Path http, String password) throws IOException {
        int port = freePort();
        try (RehearsedContainer left = RehearsedContainer.open(0);
                RehearsedContainer right = RehearsedContainer.open(1);
                Node _ =
                        Node.rehearse(
                                config(0, prefix, port, http.toString(), password), left.port());
                Node _ = Node.rehearse(config(1, prefix, port, "", password), right.port())) {
            talkUntil(left, right, PATIENCE_MILLIS, true);
            if (!haveMet(left, right)) {
                throw new IOException("rehearsal: no frame came through");
            }
            talkUntil(left, right, ACT_MILLIS, false);
        }
    }

    private static void talkUntil(
            RehearsedContainer left, RehearsedContainer right, long millis, boolean orMet) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < millis * 1_000_000 && !(orMet && haveMet(left, right))) {
            left.talkTo(right);
            right.talkTo(left);
        }
    }

    private static boolean haveMet(RehearsedContainer left, RehearsedContainer right) {
        return left.received() > 0 && right.received() > 0;
    }

    private static NodeConfig config(int host, Path prefix, int port, String http, String password)
            throws IOException {
        Flags flags =
                Flags.parse(
                        "--host=" + HOSTS.get(host),
                        "--peers=" + HOSTS.get(1 - host),
                        "--port=" + port,
                        "--name=02:00:5e:00:53:0" + (host + 1),
                        "--password=" + password,
                        "--http-addr=" + http,
                        "--status-addr=",
                        "--dns-listen-address=" + HOSTS.get(host) + ":" + freePort(),
                        "--queues=1",
                        "--db-prefix=" + prefix + host,
                        "--log-level=warning");
        return NodeConfig.of(flags.options(), new Environment(Map.of(), "host" + host));
    }

    /** One of TCP, which is then free for UDP most probably. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
