package weave.gossip.dns.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** Asks a server; what is sent need not be a query. */
final class Client {
    static final int TIMEOUT_MILLIS = 10_000;
    private static final int TRIES = 5;

    private Client() {}

    /** Asks again after a while, as every resolver does: datagrams get lost. */
    static byte[] byUdp(InetSocketAddress server, byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(TIMEOUT_MILLIS / TRIES);
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            for (int i = 1; ; i++) {
                socket.send(new DatagramPacket(query, query.length));
                try {
                    socket.receive(answer);
                    return Arrays.copyOf(answer.getData(), answer.getLength());
                } catch (SocketTimeoutException lost) {
                    if (i == TRIES) {
                        throw lost;
                    }
                }
            }
        }
    }

    static byte[] byTcp(InetSocketAddress server, byte[] query) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            send(socket, query);
            return receive(socket);
        }
    }

    static void send(Socket socket, byte[] query) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] framed = new byte[query.length + 2];
        framed[0] = (byte) (query.length >>> 8);
        framed[1] = (byte) query.length;
        System.arraycopy(query, 0, framed, 2, query.length);
        out.write(framed);
    }

    static byte[] receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        return answer;
    }
}
