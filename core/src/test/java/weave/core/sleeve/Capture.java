package weave.core.sleeve;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the UDP datagrams of one port out of a pcap file of Ethernet frames, fragments joined. */
final class Capture {
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int LITTLE_ENDIAN_MAGIC = 0xD4C3B2A1;
    private static final int PACKET_MAX = 65_535;

    private Capture() {}

    static List<byte[]> datagrams(byte[] pcap, int port) {
        ByteBuffer in = ByteBuffer.wrap(pcap);
        if (in.getInt(0) == LITTLE_ENDIAN_MAGIC) {
            in.order(ByteOrder.LITTLE_ENDIAN);
        }
        in.position(FILE_HEADER_LENGTH);
        List<byte[]> datagrams = new ArrayList<>();
        Map<Integer, ByteBuffer> fragmented = new HashMap<>();
        while (in.hasRemaining()) {
            in.getLong();
            int length = in.getInt();
            in.getInt();
            ByteBuffer frame = in.slice(in.position(), length);
            in.position(in.position() + length);
            byte[] packet = packet(frame, fragmented);
            if (packet != null && ByteBuffer.wrap(packet).getShort(2) == (short) port) {
                byte[] payload = new byte[(ByteBuffer.wrap(packet).getShort(4) & 0xFFFF) - 8];
                System.arraycopy(packet, 8, payload, 0, payload.length);
                datagrams.add(payload);
            }
        }
        return datagrams;
    }

    /** The UDP header and payload that a frame completes, or {@code null}. */
    private static byte[] packet(ByteBuffer frame, Map<Integer, ByteBuffer> fragmented) {
        if (frame.getShort(12) != 0x0800 || frame.get(23) != 17) {
            return null;
        }
        int headerLength = 4 * (frame.get(14) & 0xF);
        byte[] data = new byte[(frame.getShort(16) & 0xFFFF) - headerLength];
        frame.get(14 + headerLength, data);
        int field = frame.getShort(20) & 0xFFFF;
        int offset = (field & 0x1FFF) * 8;
        boolean more = (field & 0x2000) != 0;
        if (!more && offset == 0) {
            return data;
        }
        // Fragments of one packet come in order here.
        int key = frame.getInt(26) ^ frame.getShort(18);
        ByteBuffer whole = fragmented.computeIfAbsent(key, k -> ByteBuffer.allocate(PACKET_MAX));
        whole.put(offset, data);
        if (more) {
            return null;
        }
        byte[] packet = new byte[offset + data.length];
        fragmented.remove(key).get(0, packet);
        return packet;
    }
}
