package weave.xdp.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import weave.testkit.NetworkNamespace;

/** Two hosts joined by a veth pair of four queues; the left one is where programs are attached. */
final class TwoHosts implements AutoCloseable {
    static final String LEFT = "10.9.0.1";
    static final String RIGHT = "10.9.0.2";
    static final int TCP_PORT = 8080;

    private static final int PINGS = 5;
    private static final int PATIENCE_MILLIS = 20_000;

    /** What is not to arrive is given so long. */
    private static final int DOUBT_MILLIS = 300;

    private final NetworkNamespace left = NetworkNamespace.create("left");
    private final NetworkNamespace right = NetworkNamespace.create("right");
    private final int index;

    TwoHosts() {
        left.ip(
                "link add eth0 numrxqueues 4 numtxqueues 4 type veth peer name eth0 netns "
                        + right.name()
                        + " numrxqueues 4 numtxqueues 4");
        left.ip("addr add " + LEFT + "/24 dev eth0");
        right.ip("addr add " + RIGHT + "/24 dev eth0");
        left.ip("link set eth0 up");
        right.ip("link set eth0 up");
        left.awaitUp("eth0");
        index = Integer.parseInt(left.ip("-o link show dev eth0").split(":")[0]);
    }

    NetworkNamespace left() {
        return left;
    }

    NetworkNamespace right() {
        return right;
    }

    /** Of the left host's interface. */
    int index() {
        return index;
    }

    XdpAttachment attach(XdpProgram program, XdpMode mode) throws Exception {
        return left.call(() -> XdpAttachment.attach(program, index, mode, 4));
    }

    /** What {@code ip} says of XDP on the left host's interface; "" for nothing. */
    String xdp() {
        String text = left.ip("-o link show dev eth0");
        int at = text.indexOf("prog/xdp id ");
        return at < 0 ? "" : text.substring(at + "prog/xdp id ".length()).split(" ")[0];
    }

    boolean canPing() {
        boolean isAnswered = false;
        // Whoever asked for its MAC in vain asks again only once a second.
        for (int i = 0; i < PINGS && !isAnswered; i++) {
            isAnswered = right.run("ping", "-c1", "-W2", "-q", LEFT).exit() == 0;
        }
        return isAnswered;
    }

    /** Whether a datagram from the right host arrives at a socket of the left one. */
    boolean canSend(int port, int length) throws Exception {
        return canSend(port, length, PATIENCE_MILLIS);
    }

    /** The same for one that ought not to. */
    boolean canSendAfterAll(int port, int length) throws Exception {
        return canSend(port, length, DOUBT_MILLIS);
    }

    private boolean canSend(int port, int length, int timeoutMillis) throws Exception {
        try (DatagramSocket to =
                left.call(() -> new DatagramSocket(new InetSocketAddress(LEFT, port)))) {
            send(port, new byte[length]);
            DatagramPacket received = new DatagramPacket(new byte[length + 1], length + 1);
            to.setSoTimeout(timeoutMillis);
            to.receive(received);
            return received.getLength() == length;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** Sends a datagram from the right host to the left one, from a socket of its own. */
    void send(int port, byte[] payload) throws Exception {
        try (DatagramSocket from = right.call(() -> new DatagramSocket())) {
            InetAddress to = InetAddress.getByName(LEFT);
            from.send(new DatagramPacket(payload, payload.length, to, port));
        }
    }

    /** Whether a TCP connection from the right host to the left one carries bytes both ways. */
    boolean canConnect() throws Exception {
        byte[] text = "through the kernel".getBytes(UTF_8);
        try (ServerSocket server =
                        left.call(
                                () -> new ServerSocket(TCP_PORT, 1, InetAddress.getByName(LEFT)));
                Socket client = right.call(() -> connected());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(text);
            accepted.setSoTimeout(PATIENCE_MILLIS);
            accepted.getOutputStream().write(accepted.getInputStream().readNBytes(text.length));
            client.setSoTimeout(PATIENCE_MILLIS);
            return new String(client.getInputStream().readNBytes(text.length), UTF_8)
                    .equals("through the kernel");
        }
    }

    private static Socket connected() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(LEFT, TCP_PORT), PATIENCE_MILLIS);
        return socket;
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
