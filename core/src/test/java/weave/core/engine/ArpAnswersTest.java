package weave.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import weave.core.control.ForwardingSnapshot;
import weave.testkit.Allocation;
import weave.testkit.Await;

/** Two hosts: which of a container's ARP requests leave its host, and who answers the others. */
@ParameterizedClass
@ValueSource(ints = {1, 3})
class ArpAnswersTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int MTU = 1438;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final long MAC_A1 = 0x02_0000_0000_A1L;
    private static final long MAC_A2 = 0x02_0000_0000_A2L;
    private static final long MAC_B1 = 0x02_0000_0000_B1L;
    private static final long MAC_B2 = 0x02_0000_0000_B2L;
    private static final int IP_A1 = 0x0A200001;
    private static final int IP_A2 = 0x0A200002;
    private static final int IP_B = 0x0A200003;
    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    private final EngineHost a;
    private final EngineHost b;
    private long version;

    ArpAnswersTest(int queues) {
        a = new EngineHost(0xA, queues);
        b = new EngineHost(0xB, queues);
    }

    @BeforeEach
    void connect() {
        route(true);
        a.connect(b, MTU);
        b.connect(a, MTU);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void shouldAnswerWhatItHasHeardAndFloodWhatItHasNot() {
        assertFlooded(request(MAC_A1, IP_A1, IP_B));
        b.port.put(arp(MAC_A1, MAC_B1, REPLY, MAC_B1, IP_B, MAC_A1, IP_A1));
        arriving(a, 1);
        assertAnswered(request(MAC_A2, IP_A2, IP_B), MAC_B1, MAC_A2, IP_A2);
        assertEquals(1, a.read(DataplaneCounter.ARP_REQUESTS_FLOODED));
        assertEquals(1, a.read(DataplaneCounter.ARP_REQUESTS_ANSWERED));
    }

    @Test
    void shouldFloodTheSecondQuestionOfTheSameAsker() {
        announce(MAC_B1);
        assertAnswered(request(MAC_A1, IP_A1, IP_B), MAC_B1, MAC_A1, IP_A1);
        assertFlooded(request(MAC_A1, IP_A1, IP_B));
        assertAnswered(request(MAC_A2, IP_A2, IP_B), MAC_B1, MAC_A2, IP_A2);
    }

    @Test
    void shouldAnswerWithTheNewMacWhenTheAddressHasMoved() {
        announce(MAC_B1);
        announce(MAC_B2);
        assertAnswered(request(MAC_A1, IP_A1, IP_B), MAC_B2, MAC_A1, IP_A1);
    }

    @Test
    void shouldLeaveTheAnswerToTheBridgeWhenTheAddressHasMovedHere() {
        announce(MAC_B1);
        assertFlooded(request(MAC_A2, IP_B, IP_B));
        a.port.put(request(MAC_A1, IP_A1, IP_B));
        assertNothingHappens();
        assertEquals(1, a.read(DataplaneCounter.ARP_REQUESTS_KEPT));
    }

    @Test
    void shouldFloodAnnouncementsProbesRepliesAndWhatIsNoPlainArp() {
        announce(MAC_B1);
        assertFlooded(request(MAC_A1, IP_B, IP_B));
        announce(MAC_B1);
        assertFlooded(request(MAC_A1, 0, IP_B));
        assertFlooded(arp(BROADCAST, MAC_A1, REPLY, MAC_A1, IP_A1, BROADCAST, IP_B));
        assertFlooded(arp(BROADCAST, MAC_A1, REQUEST, MAC_A2, IP_A1, 0, IP_B));
        byte[] otherHardware = request(MAC_A1, IP_A1, IP_B);
        otherHardware[15] = 6;
        assertFlooded(otherHardware);
        byte[] cutOff = java.util.Arrays.copyOf(request(MAC_A1, IP_A1, IP_B), 41);
        assertFlooded(cutOff);
    }

    @Test
    void shouldFloodWhenThePeerCannotBeReached() {
        announce(MAC_B1);
        route(false);
        a.port.put(request(MAC_A1, IP_A1, IP_B));
        a.work();
        assertEquals(1, a.read(DataplaneCounter.ARP_REQUESTS_FLOODED));
        assertEquals(List.of(), a.take());
    }

    @Test
    void shouldNotLearnWhatIsToldByAnotherMac() {
        b.port.put(arp(BROADCAST, MAC_B2, REQUEST, MAC_B1, IP_B, 0, IP_B));
        arriving(a, 1);
        assertFlooded(request(MAC_A1, IP_A1, IP_B));
    }

    @Test
    void shouldAllocateNothingWhenItAnswersOrFloods() {
        announce(MAC_B1);
        a.repeat(request(MAC_A1, IP_A1, IP_B));
        assertEquals(0, Allocation.bytes(5_000, a::work));
    }

    private void route(boolean reachable) {
        version++;
        a.routes.publishRelease(
                new ForwardingSnapshot.Builder(version, a.name)
                        .route(b.name, reachable ? b.name : ForwardingSnapshot.NONE)
                        .broadcast(a.name, new long[] {b.name})
                        .build());
        b.routes.publishRelease(
                new ForwardingSnapshot.Builder(version, b.name)
                        .route(a.name, a.name)
                        .broadcast(b.name, new long[] {a.name})
                        .build());
    }

    /** The container with the address at b says so to everybody. */
    private void announce(long mac) {
        b.port.put(request(mac, IP_B, IP_B));
        arriving(a, 1);
    }

    private void assertFlooded(byte[] frame) {
        a.port.put(frame);
        assertArrayEquals(frame, arriving(b, 1).getFirst());
        assertEquals(List.of(), a.take());
    }

    private void assertAnswered(byte[] question, long mac, long askerMac, int askerIp) {
        a.port.put(question);
        byte[] answer = arriving(a, 1).getFirst();
        byte[] expected = arp(askerMac, mac, REPLY, mac, IP_B, askerMac, askerIp);
        assertArrayEquals(java.util.Arrays.copyOf(expected, 60), answer);
        assertNothingHappens();
    }

    private void assertNothingHappens() {
        for (int i = 0; i < 50; i++) {
            a.work();
            b.work();
        }
        assertEquals(List.of(), a.take());
        assertEquals(List.of(), b.take());
    }

    private List<byte[]> arriving(EngineHost host, int count) {
        List<byte[]> frames = new ArrayList<>();
        Await.until(
                () -> frames.size() + " of " + count + " frames",
                LONG,
                () -> {
                    a.work();
                    b.work();
                    frames.addAll(host.take());
                    return frames.size() >= count;
                });
        return frames;
    }

    private static byte[] request(long mac, int ip, int targetIp) {
        return arp(BROADCAST, mac, REQUEST, mac, ip, 0, targetIp);
    }

    private static byte[] arp(
            long destination,
            long source,
            int operation,
            long senderMac,
            int senderIp,
            long targetMac,
            int targetIp) {
        ByteBuffer frame = ByteBuffer.allocate(42);
        put(frame, destination);
        put(frame, source);
        frame.putShort((short) 0x0806).putLong(0x0001_0800_0604_0000L | operation);
        put(frame, senderMac);
        frame.putInt(senderIp);
        put(frame, targetMac);
        return frame.putInt(targetIp).array();
    }

    private static void put(ByteBuffer frame, long mac) {
        frame.putShort((short) (mac >>> 32)).putInt((int) mac);
    }
}
