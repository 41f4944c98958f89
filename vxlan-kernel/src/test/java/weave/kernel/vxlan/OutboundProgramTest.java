package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;
import weave.core.overlay.OverlayTraffic;
import weave.linux.bpf.BpfConstants;
import weave.linux.bpf.BpfProgram;
import weave.linux.bpf.BpfTunnelKey;
import weave.testkit.Privileged;

/** Every way out of the program, by test runs on the loopback interface. */
@Privileged
class OutboundProgramTest {
    private static final int PASSED = 0;
    private static final int REDIRECTED = 7;
    private static final int LOOPBACK_INDEX = 1;
    private static final int ELSEWHERE_INDEX = 2;
    private static final int FRAME_LENGTH = 100;
    private static final long SELF = 1;
    private static final long PEER = 2;
    private static final long NEIGHBOUR = 3;
    private static final int ID_SELF = 0xABC;
    private static final int ID_PEER = 0x123;
    private static final int ID_NEIGHBOUR = 0x456;
    private static final long HERE = 0x02_0000_0000_0AL;
    private static final long THERE = 0x02_0000_0000_0BL;
    private static final long MULTICAST = 0x0100_5E00_0001L;
    private static final long UNKNOWN = 0x02_0000_0000_0FL;

    private final Arena arena = Arena.ofConfined();
    private final DatapathMaps maps = DatapathMaps.create();
    private final PeerEntries peers = new PeerEntries(maps, ForwardingSnapshot.alone(SELF));
    private final MacEntries macs = new MacEntries(maps.macs());
    private final List<BpfProgram> programs = new ArrayList<>();
    private final BpfProgram fromPort = load(true, (int) BpfTunnelKey.SIZE);
    private final BpfProgram fromBridge = load(false, (int) BpfTunnelKey.SIZE);

    OutboundProgramTest() {
        peers.routes(
                new ForwardingSnapshot.Builder(1, SELF)
                        .route(PEER, NEIGHBOUR)
                        .route(NEIGHBOUR, NEIGHBOUR)
                        .shortId(SELF, ID_SELF, true)
                        .shortId(PEER, ID_PEER, true)
                        .shortId(NEIGHBOUR, ID_NEIGHBOUR, true)
                        .build());
        peers.neighbour(NEIGHBOUR, 0xC000_0202, LOOPBACK_INDEX, 0);
        peers.carry(NEIGHBOUR, true);
        macs.putLocal(HERE, DatapathMaps.LOCAL_PEER, LOOPBACK_INDEX);
        macs.putRemote(THERE, ID_PEER, 0);
    }

    @AfterEach
    void close() {
        programs.forEach(BpfProgram::close);
        peers.close();
        macs.close();
        maps.close();
        arena.close();
    }

    private BpfProgram load(boolean isPort, int keyLength) {
        BpfProgram program =
                BpfProgram.load(
                        "weave_test",
                        BpfConstants.BPF_PROG_TYPE_SCHED_CLS,
                        OutboundProgram.assemble(maps, isPort, keyLength));
        programs.add(program);
        return program;
    }

    private int run(BpfProgram program, long destination, long source) {
        MemorySegment frame = arena.allocate(FRAME_LENGTH, Long.BYTES);
        for (int i = 0; i < 6; i++) {
            int shift = 8 * (5 - i);
            frame.set(JAVA_BYTE, i, (byte) (destination >>> shift));
            frame.set(JAVA_BYTE, 6 + i, (byte) (source >>> shift));
        }
        return program.testRun(frame, arena.allocate(FRAME_LENGTH)).result();
    }

    private OverlayTraffic sent() {
        return peers.traffic(PEER);
    }

    @Test
    void shouldSendWhenAllIsKnown() {
        for (BpfProgram program : List.of(fromPort, fromBridge)) {
            assertEquals(REDIRECTED, run(program, THERE, HERE));
        }
        assertEquals(2, sent().datagramsSent());
        assertEquals(2 * FRAME_LENGTH, sent().bytesSent());
        assertEquals(0, sent().datagramsReceived());
    }

    @Test
    void shouldSendWhenTheKernelIsOld() {
        assertEquals(REDIRECTED, run(load(true, 28), THERE, HERE));
    }

    @Test
    void shouldPassMulticast() {
        macs.putRemote(MULTICAST, ID_PEER, 0);
        assertPassed(MULTICAST, HERE);
        assertPassed(0xFFFF_FFFF_FFFFL, HERE);
    }

    @Test
    void shouldPassWhatIsNotKnown() {
        assertPassed(UNKNOWN, HERE);
        assertPassed(THERE, UNKNOWN);
        assertPassed(0, 0);
    }

    @Test
    void shouldPassWhatIsForHere() {
        macs.putLocal(UNKNOWN, DatapathMaps.LOCAL_PEER, ELSEWHERE_INDEX);
        assertPassed(UNKNOWN, HERE);
    }

    /** Only user space may decide that a container has moved. */
    @Test
    void shouldPassWhatComesFromAnAddressOfAnotherPeer() {
        macs.putRemote(UNKNOWN, ID_NEIGHBOUR, 0);
        assertPassed(THERE, UNKNOWN);
    }

    @Test
    void shouldPassWhenTheSourceIsBehindAnotherPort() {
        macs.putLocal(HERE, DatapathMaps.LOCAL_PEER, ELSEWHERE_INDEX);
        assertEquals(PASSED, run(fromPort, THERE, HERE));
        assertEquals(REDIRECTED, run(fromBridge, THERE, HERE), "the bridge has seen it");
    }

    @Test
    void shouldPassWhenTheNextHopDoesNotCarry() {
        peers.carry(NEIGHBOUR, false);
        assertPassed(THERE, HERE);
        peers.carry(NEIGHBOUR, true);
        assertEquals(REDIRECTED, run(fromPort, THERE, HERE));
    }

    @Test
    void shouldPassWhenThereIsNoRoute() {
        peers.routes(
                new ForwardingSnapshot.Builder(2, SELF)
                        .route(PEER, ForwardingSnapshot.NONE)
                        .route(NEIGHBOUR, NEIGHBOUR)
                        .shortId(SELF, ID_SELF, true)
                        .shortId(PEER, ID_PEER, true)
                        .shortId(NEIGHBOUR, ID_NEIGHBOUR, true)
                        .build());
        age();
        assertPassed(THERE, HERE);
    }

    private void age() {
        assertEquals(REDIRECTED, run(fromPort, THERE, HERE), "it may come back");
        peers.age();
        peers.age();
    }

    @Test
    void shouldPassWhenThePeerIsGone() {
        peers.routes(
                new ForwardingSnapshot.Builder(2, SELF)
                        .route(NEIGHBOUR, NEIGHBOUR)
                        .shortId(SELF, ID_SELF, true)
                        .shortId(NEIGHBOUR, ID_NEIGHBOUR, true)
                        .build());
        age();
        assertPassed(THERE, HERE);
    }

    private void assertPassed(long destination, long source) {
        long before = sent().datagramsSent();
        assertEquals(PASSED, run(fromPort, destination, source));
        assertEquals(PASSED, run(fromBridge, destination, source));
        assertEquals(before, sent().datagramsSent());
    }
}
