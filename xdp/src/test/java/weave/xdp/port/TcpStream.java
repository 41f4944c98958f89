package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import weave.testkit.NetworkNamespace;

/** A TCP connection between two hosts, through whatever carries their frames. */
final class TcpStream {
    private static final int PORT = 8080;

    private TcpStream() {}

    /**
     * Sends so many random bytes; the same must arrive.
     *
     * @param patience how long one is waited for
     */
    static void assertCarried(
            NetworkNamespace from, NetworkNamespace to, String ip, int bytes, Duration patience)
            throws Exception {
        byte[] sent = new byte[bytes];
        new Random(1).nextBytes(sent);
        try (ExecutorService sending = Executors.newSingleThreadExecutor();
                ServerSocket server =
                        to.call(() -> new ServerSocket(PORT, 1, InetAddress.getByName(ip)));
                Socket client = from.call(() -> connected(ip, patience));
                Socket accepted = server.accept()) {
            Future<?> done =
                    sending.submit(() -> {
                        try (OutputStream out = client.getOutputStream()) {
                            out.write(sent);
                        }
                        return null;
                    });
            accepted.setSoTimeout((int) patience.toMillis());
            assertArrayEquals(sent, accepted.getInputStream().readAllBytes());
            done.get();
        }
    }

    private static Socket connected(String ip, Duration patience) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(ip, PORT), (int) patience.toMillis());
        return socket;
    }
}
