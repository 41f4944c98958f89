package weave.core.frame;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * A TCP or UDP frame built from its fields, byte by byte and without any of the code under test;
 * and the frames that a super-frame of it stands for, each built anew.
 */
final class TestFrame {
    boolean ipv4;
    boolean tcp;
    byte[] macsAndTags;
    byte[] addresses;
    byte[] ipOptions;
    byte[] tcpOptions;
    int identification;
    int fragmentField;
    int timeToLive = 61;
    int trafficClass = 0x12;
    int ports;
    int sequence;
    int acknowledgment;
    int flags;
    int urgent;
    byte[] payload;
    int gsoSize;

    static TestFrame random(Random random) {
        TestFrame frame = new TestFrame();
        frame.ipv4 = random.nextBoolean();
        frame.tcp = random.nextInt(3) > 0;
        frame.macsAndTags = macsAndTags(random);
        frame.addresses = bytes(random, frame.ipv4 ? 8 : 32);
        frame.ipOptions = frame.ipv4 ? bytes(random, 4 * random.nextInt(11)) : extensions(random);
        frame.tcpOptions = bytes(random, 4 * random.nextInt(11));
        frame.identification = random.nextInt(1 << 16);
        frame.fragmentField = random.nextBoolean() ? 0x4000 : 0;
        frame.ports = random.nextInt();
        frame.sequence = random.nextInt();
        frame.acknowledgment = random.nextInt();
        frame.flags = random.nextInt(1 << 8);
        frame.urgent = random.nextInt(1 << 16);
        frame.payload = bytes(random, 1 + random.nextInt(random.nextBoolean() ? 60_000 : 3_000));
        int least = frame.tcp ? 8 : Math.max(1, (frame.payload.length + 127) / 128);
        frame.gsoSize = least + random.nextInt(random.nextBoolean() ? 1_500 : 20_000);
        return frame;
    }

    /** Takes over what the datagrams of one flow have in common. */
    void likeFlowOf(TestFrame other) {
        ipv4 = other.ipv4;
        macsAndTags = other.macsAndTags.clone();
        addresses = other.addresses.clone();
        ipOptions = other.ipOptions.clone();
        fragmentField = other.fragmentField;
        timeToLive = other.timeToLive;
        trafficClass = other.trafficClass;
        ports = other.ports;
    }

    int gsoType() {
        if (!tcp) {
            return 5;
        }
        return (ipv4 ? 1 : 4) | ((flags & 0x80) != 0 ? 0x80 : 0);
    }

    int segments() {
        return (payload.length + gsoSize - 1) / gsoSize;
    }

    /** All of it in one frame, as a container would hand it over. */
    byte[] superFrame() {
        return build(identification, sequence, flags, payload);
    }

    byte[] segment(int index) {
        int from = index * gsoSize;
        byte[] part = Arrays.copyOfRange(payload, from, Math.min(from + gsoSize, payload.length));
        int partFlags = flags;
        if (index > 0) {
            partFlags &= 0x7F;
        }
        if (index < segments() - 1) {
            partFlags &= ~0x09;
        }
        return build(identification + index, sequence + from, partFlags, part);
    }

    private byte[] build(int id, int seq, int tcpFlags, byte[] data) {
        byte[] transport = tcp ? tcp(seq, tcpFlags, data) : udp(data);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(macsAndTags);
        put(frame, 2, ipv4 ? 0x0800 : 0x86DD);
        frame.writeBytes(ipv4 ? ipv4(id, transport.length) : ipv6(transport.length));
        frame.writeBytes(transport);
        return frame.toByteArray();
    }

    private byte[] ipv4(int id, int transportLength) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        put(header, 1, 0x40 | 5 + ipOptions.length / 4);
        put(header, 1, trafficClass);
        put(header, 2, 20 + ipOptions.length + transportLength);
        put(header, 2, id);
        put(header, 2, fragmentField);
        put(header, 1, timeToLive);
        put(header, 1, protocol());
        put(header, 2, 0);
        header.writeBytes(addresses);
        header.writeBytes(ipOptions);
        byte[] bytes = header.toByteArray();
        store(bytes, 10, ~slowSum(bytes));
        return bytes;
    }

    private byte[] ipv6(int transportLength) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        put(header, 4, 0x60012345 ^ trafficClass << 20);
        put(header, 2, ipOptions.length + transportLength);
        put(header, 1, ipOptions.length > 0 ? 60 : protocol());
        put(header, 1, timeToLive);
        header.writeBytes(addresses);
        if (ipOptions.length > 0) {
            ipOptions[0] = (byte) protocol();
        }
        header.writeBytes(ipOptions);
        return header.toByteArray();
    }

    private byte[] tcp(int seq, int tcpFlags, byte[] data) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        put(segment, 4, ports);
        put(segment, 4, seq);
        put(segment, 4, acknowledgment);
        put(segment, 1, 5 + tcpOptions.length / 4 << 4);
        put(segment, 1, tcpFlags);
        put(segment, 2, 0x1234);
        put(segment, 2, 0);
        put(segment, 2, urgent);
        segment.writeBytes(tcpOptions);
        segment.writeBytes(data);
        byte[] bytes = segment.toByteArray();
        store(bytes, 16, ~pseudoSum(bytes));
        return bytes;
    }

    private byte[] udp(byte[] data) {
        ByteArrayOutputStream datagram = new ByteArrayOutputStream();
        put(datagram, 4, ports);
        put(datagram, 2, 8 + data.length);
        put(datagram, 2, 0);
        datagram.writeBytes(data);
        byte[] bytes = datagram.toByteArray();
        int checksum = ~pseudoSum(bytes) & 0xFFFF;
        store(bytes, 6, checksum == 0 ? 0xFFFF : checksum);
        return bytes;
    }

    private int pseudoSum(byte[] transport) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(addresses);
        put(all, 4, transport.length);
        put(all, 4, protocol());
        all.writeBytes(transport);
        return slowSum(all.toByteArray());
    }

    private int protocol() {
        return tcp ? 6 : 17;
    }

    /** RFC 1071 word by word. */
    static int slowSum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static byte[] macsAndTags(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(bytes(random, 12));
        int tags = Math.max(0, random.nextInt(6) - 3);
        for (int i = 0; i < tags; i++) {
            put(bytes, 2, i < tags - 1 ? 0x88A8 : 0x8100);
            put(bytes, 2, random.nextInt(1 << 16));
        }
        return bytes.toByteArray();
    }

    private static byte[] extensions(Random random) {
        int units = random.nextInt(4);
        byte[] extension = bytes(random, 8 * units);
        if (units > 0) {
            extension[1] = (byte) (units - 1);
        }
        return extension;
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void put(ByteArrayOutputStream to, int length, int value) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            to.write(value >>> shift);
        }
    }

    private static void store(byte[] bytes, int offset, int word) {
        bytes[offset] = (byte) (word >>> 8);
        bytes[offset + 1] = (byte) word;
    }
}
