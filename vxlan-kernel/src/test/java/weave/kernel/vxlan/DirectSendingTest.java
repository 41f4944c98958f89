package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfProgram;
import weave.linux.bpf.BpfTunnelKey;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** The headers that the program makes, beside those of a model in plain Java. */
@Privileged
class DirectSendingTest {
    private static final int REDIRECTED = 7;
    private static final int LOOPBACK_INDEX = 1;
    private static final int ROUNDS = 5_000;
    private static final int MTU = 1500;
    private static final int FRAME_LENGTH_MAX = MTU - 36;
    private static final int HEADERS_LENGTH = 50;
    private static final long SELF = 1;
    private static final long NEIGHBOUR = 3;
    private static final int ID_SELF = 0xABC;
    private static final int ID_NEIGHBOUR = 0x456;
    private static final long HERE = 0x02_0000_0000_0AL;
    private static final long THERE = 0x02_0000_0000_0BL;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment after = arena.allocate(MTU + HEADERS_LENGTH);
    private final Random random = new Random(Seed.next(DirectSendingTest.class));
    private final DatapathMaps maps = DatapathMaps.create();
    private final PeerEntries peers = new PeerEntries(maps, ForwardingSnapshot.alone(SELF));
    private final MacEntries macs = new MacEntries(maps.macs());
    private final SettingsEntry settings = new SettingsEntry(maps.settings());
    private final BpfProgram program =
            BpfProgram.load(
                    "weave_test",
                    BpfConstants.BPF_PROG_TYPE_SCHED_CLS,
                    OutboundProgram.assemble(maps, true, (int) BpfTunnelKey.SIZE));

    DirectSendingTest() {
        settings.self(ID_SELF);
        peers.routes(
                new ForwardingSnapshot.Builder(1, SELF)
                        .route(NEIGHBOUR, NEIGHBOUR)
                        .shortId(SELF, ID_SELF, true)
                        .shortId(NEIGHBOUR, ID_NEIGHBOUR, true)
                        .build());
        connect(0xC000_0202, 0);
        peers.carry(NEIGHBOUR, true);
        macs.putLocal(HERE, DatapathMaps.LOCAL_PEER, LOOPBACK_INDEX);
        macs.putRemote(THERE, ID_NEIGHBOUR, 0);
    }

    @AfterEach
    void close() {
        program.close();
        settings.close();
        peers.close();
        macs.close();
        maps.close();
        arena.close();
    }

    private void connect(int ip, int mark) {
        peers.neighbour(NEIGHBOUR, ip, LOOPBACK_INDEX, mark);
    }

    private void lead(int udpPort, int source) {
        peers.way(NEIGHBOUR, DirectWay.by(LOOPBACK_INDEX, MTU, udpPort, source, 0xC000_02FE));
    }

    /** A frame of IP with random contents. */
    private byte[] frame(int length, boolean isIpv4) {
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.putLong(0, THERE << 16 | HERE >>> 32).putInt(8, (int) HERE);
        buffer.putShort(12, (short) (isIpv4 ? 0x0800 : 0x86DD));
        int low = frame[14] & 0xF;
        frame[14] = (byte) ((isIpv4 ? 0x40 : 0x60) | low);
        return frame;
    }

    /** What the packet is afterwards; the frame itself if it goes by the device. */
    private byte[] run(byte[] frame) {
        MemorySegment packet = arena.allocateFrom(JAVA_BYTE, frame);
        BpfProgram.TestRun run = program.testRun(packet, after);
        assertEquals(REDIRECTED, run.result());
        return after.asSlice(0, run.length()).toArray(JAVA_BYTE);
    }

    private static byte[] expected(
            byte[] frame, int destination, int udpPort, int source, int port) {
        ByteBuffer packet = ByteBuffer.allocate(HEADERS_LENGTH + frame.length);
        packet.put(frame, 0, 14);
        int ipLength = HEADERS_LENGTH - 14 + frame.length;
        packet.putShort((short) (0x4500 | congestion(frame))).putShort((short) ipLength);
        packet.putInt(0x4000).put((byte) 64).put((byte) 17).putShort((short) 0);
        packet.putInt(source).putInt(destination);
        packet.putShort(24, (short) checksum(packet));
        packet.putShort((short) port).putShort((short) udpPort);
        packet.putShort((short) (ipLength - 20)).putShort((short) 0);
        packet.putInt(0x0800_0000).putInt((ID_NEIGHBOUR << 12 | ID_SELF) << 8);
        return packet.put(frame).array();
    }

    /** RFC 6040: as it is, but for what has met congestion. */
    private static int congestion(byte[] frame) {
        boolean isIpv4 = frame[14] >>> 4 == 4;
        int ecn = (isIpv4 ? frame[15] : frame[15] >> 4) & 3;
        return ecn == 3 ? 2 : ecn;
    }

    private static int checksum(ByteBuffer packet) {
        int sum = 0;
        for (int offset = 14; offset < 34; offset += Short.BYTES) {
            sum += packet.getShort(offset) & 0xFFFF;
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return ~sum & 0xFFFF;
    }

    @Test
    void shouldMakeTheSameHeadersAsTheModel() {
        for (int i = 0; i < ROUNDS; i++) {
            int ip = random.nextInt();
            int source = random.nextInt();
            int udpPort = 1 + random.nextInt(0xFFFF);
            connect(ip, 0);
            lead(udpPort, source);
            byte[] frame = frame(54 + random.nextInt(FRAME_LENGTH_MAX - 53), random.nextBoolean());
            byte[] packet = run(frame);
            assertTrue(packet.length > frame.length, "it goes by the device");
            int port = ByteBuffer.wrap(packet).getShort(34) & 0xFFFF;
            assertTrue(port >= 32_768 && port <= 60_999, "source port " + port);
            assertArrayEquals(expected(frame, ip, udpPort, source, port), packet);
        }
    }

    @Test
    void shouldKeepAFlowsSourcePort() {
        lead(6784, 0xC000_0201);
        byte[] frame = frame(200, true);
        byte[] other = Arrays.copyOf(frame, 300);
        frame[14] = 0x45;
        other[14] = 0x45;
        assertEquals(port(frame), port(other));
    }

    private int port(byte[] frame) {
        return ByteBuffer.wrap(run(frame)).getShort(34);
    }

    @Test
    void shouldSendByTheDeviceWhenThereIsNoWay() {
        assertByDevice(frame(100, true));
        lead(6784, 0xC000_0201);
        peers.way(NEIGHBOUR, DirectWay.NONE);
        assertByDevice(frame(100, true));
    }

    @Test
    void shouldSendByTheDeviceWhatIsToBeEncrypted() {
        lead(6784, 0xC000_0201);
        connect(0xC000_0202, 0x20000);
        assertByDevice(frame(100, true));
        lead(6785, 0xC000_0201);
        assertByDevice(frame(100, true));
    }

    @Test
    void shouldSendByTheDeviceUntilTheWayToAnotherAddressIsKnown() {
        lead(6784, 0xC000_0201);
        connect(0xC000_0203, 0);
        assertByDevice(frame(100, true));
    }

    @Test
    void shouldSendByTheDeviceWhatIsNotIpOrTooLong() {
        lead(6784, 0xC000_0201);
        byte[] arp = frame(100, true);
        ByteBuffer.wrap(arp).putShort(12, (short) 0x0806);
        assertByDevice(arp);
        assertByDevice(frame(FRAME_LENGTH_MAX + 1, true));
        byte[] longest = frame(FRAME_LENGTH_MAX, true);
        assertEquals(HEADERS_LENGTH + FRAME_LENGTH_MAX, run(longest).length);
    }

    private void assertByDevice(byte[] frame) {
        assertArrayEquals(frame, run(frame));
    }
}
