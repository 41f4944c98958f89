package weave.tools.weaved;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.engine.Limits;
import weave.core.fastdp.FastMtu;
import weave.core.frame.Checksum;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameMemory;
import weave.core.frame.Ipv4;
import weave.core.frame.Tcp;
import weave.core.frame.VnetHeader;
import weave.core.port.TapPort;
import weave.core.tuning.Tuning;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;

/**
 * A container as the daemon sees it through a TAP: bursts of TCP super-frames with partial
 * checksums, and acknowledgements. A pair of sockets takes the place of the TAP.
 */
final class RehearsedContainer implements AutoCloseable {
    private static final int HEADROOM = 64;
    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4.HEADER_LENGTH_MIN;
    private static final int HEADERS = TCP + Tcp.HEADER_LENGTH_MIN;
    private static final int SEGMENT_LENGTH =
            FastMtu.DEFAULT - Ipv4.HEADER_LENGTH_MIN - Tcp.HEADER_LENGTH_MIN;
    private static final int SUPER_LENGTH = HEADERS + 45 * SEGMENT_LENGTH;
    private static final int ACKNOWLEDGEMENT = 0x10;
    private static final int BURSTS = 24;
    private static final int FRAMES_OF_BURST = 8;

    /** What may be under way, in bytes, before the sender waits. */
    private static final int WINDOW = 256 * 1024;

    private static final long PATIENCE_NANOS = 2_000_000;

    private final CallState state = new CallState();
    private final FrameMemory memory = new FrameMemory(2, Limits.FRAME_SLOT_LENGTH);
    private final UnsafeBuffer buffer = memory.buffer();
    private final int out = memory.offset(0) + HEADROOM;
    private final int in = memory.offset(1) + HEADROOM;
    private final int number;
    private final int fd;
    private final TapPort port;
    private int sequence;
    private long received;

    private RehearsedContainer(int number, int fd, TapPort port) {
        this.number = number;
        this.fd = fd;
        this.port = port;
    }

    static RehearsedContainer open(int number) {
        int type =
                SocketConstants.SOCK_SEQPACKET
                        | SocketConstants.SOCK_NONBLOCK
                        | SocketConstants.SOCK_CLOEXEC;
        CallState state = new CallState();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
            int result =
                    Sockets.socketpair(state, SocketConstants.AF_UNIX, type, 0, pair.address());
            LinuxException.check("socketpair", result);
            TapPort port =
                    TapPort.over(
                            pair.getAtIndex(ValueLayout.JAVA_INT, 0),
                            "rehearsal" + number,
                            Tuning.defaults(),
                            Limits.FRAME_SLOT_LENGTH);
            return new RehearsedContainer(number, pair.getAtIndex(ValueLayout.JAVA_INT, 1), port);
        }
    }

    /** The daemon's end, which is the daemon's to close. */
    TapPort port() {
        return port;
    }

    /** In bytes, without acknowledgements. */
    long received() {
        return received;
    }

    /** Sends for a while as fast as {@code other} gets it. */
    void talkTo(RehearsedContainer other) {
        for (int burst = 0; burst < BURSTS; burst++) {
            long target = other.received + (long) FRAMES_OF_BURST * SUPER_LENGTH - WINDOW;
            for (int i = 0; i < FRAMES_OF_BURST; i++) {
                send(other, SUPER_LENGTH);
                other.takeAll();
            }
            long began = System.nanoTime();
            while (other.received < target && System.nanoTime() - began < PATIENCE_NANOS) {
                other.takeAll();
                Thread.yield();
            }
            other.send(this, HEADERS);
            takeAll();
        }
    }

    private void send(RehearsedContainer to, int length) {
        write(to, length);
        Files.write(state, fd, memory.address(out - VnetHeader.LENGTH), VnetHeader.LENGTH + length);
    }

    /** Nothing of it is ever read but by the daemon: addresses and ports are zeros. */
    private void write(RehearsedContainer to, int length) {
        buffer.setMemory(out, HEADERS, (byte) 0);
        Ethernet.putDestination(buffer, out, mac(to.number));
        Ethernet.putSource(buffer, out, mac(number));
        Ethernet.putType(buffer, out, Ethernet.TYPE_IPV4);
        word(IP, 0x4500);
        word(IP + Ipv4.TOTAL_LENGTH_OFFSET, length - IP);
        word(IP + Ipv4.FRAGMENT_OFFSET, Ipv4.FLAG_DF);
        word(IP + Ipv4.TIME_TO_LIVE_OFFSET, 64 << 8 | Ipv4.PROTOCOL_TCP);
        Ipv4.putHeaderChecksum(buffer, out + IP);
        buffer.putInt(out + TCP + Tcp.SEQUENCE_OFFSET, sequence, ByteOrder.BIG_ENDIAN);
        sequence += length - HEADERS;
        word(TCP + Tcp.FLAGS_OFFSET - 1, Tcp.HEADER_LENGTH_MIN / 4 << 12 | ACKNOWLEDGEMENT);
        int pseudo = Checksum.pseudoHeaderIpv4(buffer, out + IP, Ipv4.PROTOCOL_TCP);
        word(TCP + Tcp.CHECKSUM_OFFSET, Checksum.addInt(pseudo, length - TCP));
        VnetHeader.clear(buffer, out);
        VnetHeader.putPartialChecksum(buffer, out, TCP, Tcp.CHECKSUM_OFFSET);
        if (length > HEADERS) {
            VnetHeader.putGso(buffer, out, VnetHeader.GSO_TCPV4, SEGMENT_LENGTH, HEADERS);
        }
    }

    private void takeAll() {
        long address = memory.address(in - VnetHeader.LENGTH);
        int room = Limits.FRAME_SLOT_LENGTH - HEADROOM;
        for (int length; (length = Files.read(state, fd, address, room)) > 0; ) {
            received += Math.max(0, length - VnetHeader.LENGTH - Ethernet.FRAME_LENGTH_MIN);
        }
    }

    private void word(int at, int value) {
        buffer.putShort(out + at, (short) value, ByteOrder.BIG_ENDIAN);
    }

    private static long mac(int number) {
        return 0x0200_0000_0001L + number;
    }

    @Override
    public void close() {
        Files.close(state, fd);
        memory.close();
    }
}
