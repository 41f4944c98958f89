package weave.tools.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.NetUtil;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks a DNS server for the addresses of a name: by UDP, and by TCP if the answer is too long. */
public final class DnsLookup {
    private static final int TRIES = 3;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int TCP_TIMEOUT_MILLIS = 20_000;
    private static final int LENGTH_MAX = 65_535;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int TRUNCATED = 0x0200;
    private static final int RESPONSE = 0x8000;

    private DnsLookup() {}

    /**
     * The names that a name is an alias of, and its addresses, those of IPv4 first; nothing if
     * there is no such name.
     *
     * @param listening where the server listens; if on all addresses, it is asked on the loopback
     * @throws IOException if nobody answers, or no sense; the message is one line
     */
    public static List<String> ask(InetSocketAddress listening, String name) throws IOException {
        InetSocketAddress server =
                listening.getAddress().isAnyLocalAddress()
                        ? new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), listening.getPort())
                        : listening;
        try {
            Set<String> answers = new LinkedHashSet<>(ask(server, name, DnsRecordType.A));
            answers.addAll(ask(server, name, DnsRecordType.AAAA));
            return List.copyOf(answers);
        } catch (IOException e) {
            throw e;
        } catch (Exception malformed) {
            // The library declares no narrower one.
            throw new IOException("the answer is malformed", malformed);
        }
    }

    private static List<String> ask(InetSocketAddress server, String name, DnsRecordType type)
            throws Exception {
        byte[] query = query(name, type);
        ByteBuf answer = byUdp(server, query);
        boolean isWhole = (answer.getUnsignedShort(2) & TRUNCATED) == 0;
        return data(isWhole ? answer : byTcp(server, query));
    }

    private static byte[] query(String name, DnsRecordType type) throws Exception {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(new SecureRandom().nextInt(1 << Short.SIZE));
        out.writeShort(RECURSION_DESIRED).writeShort(1).writeShort(0).writeInt(0);
        DnsRecordEncoder.DEFAULT.encodeQuestion(new DefaultDnsQuestion(name, type), out);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private static ByteBuf byUdp(InetSocketAddress server, byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            DatagramPacket answer = new DatagramPacket(new byte[LENGTH_MAX], LENGTH_MAX);
            for (int i = 0; i < TRIES; i++) {
                socket.send(new DatagramPacket(query, query.length));
                try {
                    do {
                        socket.receive(answer);
                    } while (!isAnswer(answer.getData(), answer.getLength(), query));
                    return Unpooled.wrappedBuffer(answer.getData(), 0, answer.getLength());
                } catch (SocketTimeoutException _) {
                    // Datagrams get lost: once more.
                }
            }
        }
        throw new IOException("timed out");
    }

    private static ByteBuf byTcp(InetSocketAddress server, byte[] query) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, TCP_TIMEOUT_MILLIS);
            socket.setSoTimeout(TCP_TIMEOUT_MILLIS);
            ByteBuf framed = Unpooled.buffer().writeShort(query.length).writeBytes(query);
            socket.getOutputStream().write(framed.array(), 0, framed.writerIndex());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            if (!isAnswer(answer, answer.length, query)) {
                throw new IOException("the answer is to another question");
            }
            return Unpooled.wrappedBuffer(answer);
        }
    }

    private static boolean isAnswer(byte[] answer, int length, byte[] query) {
        return length >= query.length
                && answer[0] == query[0]
                && answer[1] == query[1]
                && (answer[2] << Byte.SIZE & RESPONSE) != 0;
    }

    private static List<String> data(ByteBuf answer) throws Exception {
        int questions = answer.getUnsignedShort(4);
        int records = answer.getUnsignedShort(6);
        answer.skipBytes(12);
        for (int i = 0; i < questions; i++) {
            DnsRecordDecoder.DEFAULT.decodeQuestion(answer);
        }
        List<String> data = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            DnsRecord record = DnsRecordDecoder.DEFAULT.decodeRecord(answer);
            if (record instanceof DnsRawRecord raw) {
                boolean isAddress =
                        raw.type().equals(DnsRecordType.A) || raw.type().equals(DnsRecordType.AAAA);
                if (isAddress) {
                    byte[] address = new byte[raw.content().readableBytes()];
                    raw.content().readBytes(address);
                    data.add(NetUtil.toAddressString(InetAddress.getByAddress(address)));
                } else if (raw.type().equals(DnsRecordType.CNAME)) {
                    data.add(DefaultDnsRecordDecoder.decodeName(raw.content()));
                }
            }
        }
        return data;
    }
}
