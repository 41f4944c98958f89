package weave.bench.scenario;

import java.util.Random;
import org.agrona.MutableDirectBuffer;
import weave.core.engine.Limits;
import weave.core.frame.Checksum;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameMemory;
import weave.core.frame.Ipv4;
import weave.core.frame.Tcp;
import weave.core.frame.Udp;
import weave.core.frame.VnetHeader;
import weave.core.tuning.Tuning;

/**
 * A burst of frames as a local port yields them, each with its vnet header before it: IPv4 with UDP
 * or TCP, random payload, the same in every process. As many as the dataplane takes at once: 64, or
 * 2 MB.
 */
public final class Frames implements AutoCloseable {
    /** The shortest frame that is measured, in bytes. */
    public static final int LENGTH_MIN = 64;

    /** The longest, in bytes. */
    public static final int LENGTH_MAX = 65_000;

    /** The inner MTU that super-frames and fragments are cut for. */
    static final int MTU = 1376;

    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int TRANSPORT = IP + Ipv4.HEADER_LENGTH_MIN;
    private static final int BURST_BYTES_MAX = 2 * 1024 * 1024;
    private static final int HEADROOM = 64;
    private static final long MAC = 0x0200_0000_0000L;

    private final int count;
    private final int length;
    private final FrameMemory memory;

    private Frames(int length) {
        this.length = length;
        count = Math.min(Tuning.RECEIVE_BATCH_DEFAULT, BURST_BYTES_MAX / length);
        memory = new FrameMemory(count, Limits.FRAME_SLOT_LENGTH);
    }

    /** Whole frames, UDP, without "don't fragment" and without a UDP checksum. */
    static Frames udp(int length) {
        Frames frames = new Frames(length);
        for (int i = 0; i < frames.count; i++) {
            frames.fill(i);
            frames.writeIp(i, Ipv4.PROTOCOL_UDP, 0);
            frames.word(i, TRANSPORT + Udp.LENGTH_OFFSET, length - TRANSPORT);
            frames.word(i, TRANSPORT + Udp.CHECKSUM_OFFSET, 0);
            VnetHeader.clear(frames.buffer(), frames.offset(i));
        }
        return frames;
    }

    /** TCP super-frames that stand for frames of {@link #MTU}. */
    static Frames tcpSuper(int length) {
        Frames frames = new Frames(length);
        int headers = TRANSPORT + Tcp.HEADER_LENGTH_MIN;
        for (int i = 0; i < frames.count; i++) {
            frames.fill(i);
            frames.writeIp(i, Ipv4.PROTOCOL_TCP, Ipv4.FLAG_DF);
            int dataOffsetAndAck = Tcp.HEADER_LENGTH_MIN / 4 << 12 | 0x10;
            frames.word(i, TRANSPORT + Tcp.FLAGS_OFFSET - 1, dataOffsetAndAck);
            MutableDirectBuffer buffer = frames.buffer();
            int at = frames.offset(i);
            VnetHeader.putPartialChecksum(buffer, at, TRANSPORT, Tcp.CHECKSUM_OFFSET);
            int gsoSize = IP + MTU - headers;
            VnetHeader.putGso(buffer, at, VnetHeader.GSO_TCPV4, gsoSize, headers);
        }
        return frames;
    }

    /** UDP super-frames that stand for frames of {@link #MTU}. */
    static Frames udpSuper(int length) {
        Frames frames = new Frames(length);
        int headers = TRANSPORT + Udp.HEADER_LENGTH;
        for (int i = 0; i < frames.count; i++) {
            frames.fill(i);
            frames.writeIp(i, Ipv4.PROTOCOL_UDP, Ipv4.FLAG_DF);
            frames.word(i, TRANSPORT + Udp.LENGTH_OFFSET, length - TRANSPORT);
            frames.makePartial(i);
            int gsoSize = IP + MTU - headers;
            VnetHeader.putGso(
                    frames.buffer(), frames.offset(i), VnetHeader.GSO_UDP_L4, gsoSize, headers);
        }
        return frames;
    }

    /** Leaves the UDP checksum of frame {@code index} to be completed, as a container does. */
    void makePartial(int index) {
        int pseudo = Checksum.pseudoHeaderIpv4(buffer(), offset(index) + IP, Ipv4.PROTOCOL_UDP);
        int sum = Checksum.addInt(pseudo, length - TRANSPORT);
        word(index, TRANSPORT + Udp.CHECKSUM_OFFSET, sum);
        VnetHeader.putPartialChecksum(buffer(), offset(index), TRANSPORT, Udp.CHECKSUM_OFFSET);
    }

    /** The MAC that frame {@code index} goes to: each its own. */
    static long destinationMac(int index) {
        return MAC + 0x1_0000 + index;
    }

    int count() {
        return count;
    }

    int length() {
        return length;
    }

    MutableDirectBuffer buffer() {
        return memory.buffer();
    }

    /** Where frame {@code index} begins. */
    int offset(int index) {
        return memory.offset(index) + HEADROOM;
    }

    @Override
    public void close() {
        memory.close();
    }

    private void fill(int index) {
        byte[] payload = new byte[length];
        new Random(index).nextBytes(payload);
        buffer().putBytes(offset(index), payload);
        Ethernet.putDestination(buffer(), offset(index), destinationMac(index));
        Ethernet.putSource(buffer(), offset(index), MAC + index);
        Ethernet.putType(buffer(), offset(index), Ethernet.TYPE_IPV4);
    }

    private void writeIp(int index, int protocol, int flags) {
        word(index, IP, 0x4500);
        word(index, IP + Ipv4.TOTAL_LENGTH_OFFSET, length - IP);
        word(index, IP + Ipv4.FRAGMENT_OFFSET, flags);
        word(index, IP + Ipv4.TIME_TO_LIVE_OFFSET, 64 << 8 | protocol);
        Ipv4.putHeaderChecksum(buffer(), offset(index) + IP);
    }

    private void word(int index, int at, int value) {
        buffer().putShort(offset(index) + at, (short) value, java.nio.ByteOrder.BIG_ENDIAN);
    }
}
