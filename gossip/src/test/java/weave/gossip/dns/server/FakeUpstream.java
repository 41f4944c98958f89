package weave.gossip.dns.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A server upstream: answers by UDP and TCP at one port of the loopback what a function makes. */
public final class FakeUpstream implements AutoCloseable {
    private final InetSocketAddress address;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final UnaryOperator<byte[]> answers;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * @param answers of a query its answer, {@code null} for none
     */
    public FakeUpstream(UnaryOperator<byte[]> answers) throws IOException {
        this.answers = answers;
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        tcp = new ServerSocket(0, 50, loopback);
        address = new InetSocketAddress(loopback, tcp.getLocalPort());
        udp = new DatagramSocket(address);
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    /** A header and the question of {@code query}, with a response code and nothing more. */
    public static byte[] refusal(byte[] query, int code) {
        int end = Question.HEADER_LENGTH;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        byte[] answer = Arrays.copyOf(query, end + 5);
        answer[2] = (byte) (0x80 | query[2] & 1);
        answer[3] = (byte) (0x80 | code);
        Arrays.fill(answer, 6, 12, (byte) 0);
        return answer;
    }

    public InetSocketAddress address() {
        return address;
    }

    public int asked() {
        return asked.get();
    }

    private void serveUdp() {
        byte[] buffer = new byte[65_535];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                if (answer != null) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                Socket client = tcp.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()));
                if (answer != null) {
                    out.writeShort(answer.length);
                    out.write(answer);
                }
            }
        } catch (IOException gone) {
            // The end.
        }
    }

    private byte[] answer(byte[] query) {
        asked.incrementAndGet();
        return answers.apply(query);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }
}
