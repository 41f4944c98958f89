package weave.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads captures of the classic format: Ethernet frames with IPv4 in them.
 *
 * <pre>
 *   file:    | header (24) | record | record | ...
 *   record:  | seconds (4) | fraction (4) | length (4) | original length (4) | frame |
 * </pre>
 */
public final class Pcap {
    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int FRACTION_LENGTH = 4;
    private static final int ETHERNET_HEADER_LENGTH = 14;
    private static final int ETHERTYPE_OFFSET = 12;
    private static final short ETHERTYPE_IPV4 = 0x0800;
    private static final byte PROTOCOL_TCP = 6;
    private static final int TCP_FLAG_SYN = 0x02;

    private Pcap() {}

    /**
     * What one end of a TCP connection has sent, in order and without repetitions.
     *
     * @param source {@code address:port}
     * @param destination {@code address:port}
     */
    public record TcpStream(String source, String destination, byte[] bytes) {}

    /** The frames of a capture, whole from the Ethernet header on. */
    public static List<byte[]> frames(byte[] capture) {
        ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != MAGIC_MICROSECONDS) {
            in.order(ByteOrder.BIG_ENDIAN);
            if (in.getInt(0) != MAGIC_MICROSECONDS) {
                throw new IllegalArgumentException("no capture of the classic format");
            }
        }
        List<byte[]> frames = new ArrayList<>();
        in.position(FILE_HEADER_LENGTH);
        while (in.hasRemaining()) {
            in.position(in.position() + 2 * FRACTION_LENGTH);
            byte[] frame = new byte[in.getInt()];
            in.getInt();
            in.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    /** Both directions of every TCP connection whose beginning was captured, in that order. */
    public static List<TcpStream> tcpStreams(byte[] capture) {
        Map<String, Reassembly> directions = new LinkedHashMap<>();
        for (byte[] frame : frames(capture)) {
            ByteBuffer in = ByteBuffer.wrap(frame);
            if (in.getShort(ETHERTYPE_OFFSET) == ETHERTYPE_IPV4
                    && frame[ETHERNET_HEADER_LENGTH + 9] == PROTOCOL_TCP) {
                onSegment(in, directions);
            }
        }
        return directions.values().stream().map(Reassembly::stream).toList();
    }

    private static void onSegment(ByteBuffer in, Map<String, Reassembly> directions) {
        int ip = ETHERNET_HEADER_LENGTH;
        int tcp = ip + 4 * (in.get(ip) & 0x0F);
        int payload = tcp + 4 * (in.get(tcp + 12) >>> 4 & 0x0F);
        int end = ip + (in.getShort(ip + 2) & 0xFFFF);
        String source = address(in, ip + 12) + ":" + (in.getShort(tcp) & 0xFFFF);
        String destination = address(in, ip + 16) + ":" + (in.getShort(tcp + 2) & 0xFFFF);
        String direction = source + ">" + destination;
        int sequence = in.getInt(tcp + 4);
        if ((in.get(tcp + 13) & TCP_FLAG_SYN) != 0) {
            directions.putIfAbsent(direction, new Reassembly(source, destination, sequence + 1));
        } else if (directions.containsKey(direction)) {
            byte[] bytes = Arrays.copyOfRange(in.array(), payload, end);
            directions.get(direction).add(sequence, bytes);
        }
    }

    private static String address(ByteBuffer in, int offset) {
        return (in.get(offset) & 0xFF)
                + "."
                + (in.get(offset + 1) & 0xFF)
                + "."
                + (in.get(offset + 2) & 0xFF)
                + "."
                + (in.get(offset + 3) & 0xFF);
    }

    /** Puts segments where their sequence numbers say. */
    private static final class Reassembly {
        private final String source;
        private final String destination;
        private final int firstSequence;
        private byte[] bytes = new byte[0];

        Reassembly(String source, String destination, int firstSequence) {
            this.source = source;
            this.destination = destination;
            this.firstSequence = firstSequence;
        }

        void add(int sequence, byte[] segment) {
            int place = sequence - firstSequence;
            if (segment.length == 0 || place < 0) {
                return;
            }
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, place + segment.length));
            System.arraycopy(segment, 0, bytes, place, segment.length);
        }

        TcpStream stream() {
            return new TcpStream(source, destination, bytes);
        }
    }
}
