package weave.core.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import weave.core.control.ForwardingSnapshot;

class ForwarderTest {
    private static final long SELF = 0xA;
    private static final long PEER = 0xB;
    private static final long UNREACHABLE = 0xC;
    private static final long STRANGER = 0xD;
    private static final long MAC = 0x02_0000_0000_01L;
    private static final long NONE = ForwardingSnapshot.NONE;

    private final ForwardingSnapshot snapshot =
            new ForwardingSnapshot.Builder(1, SELF)
                    .route(PEER, PEER)
                    .route(UNREACHABLE, NONE)
                    .build();

    @Test
    void shouldKeepSpanningTreeOnItsSegment() {
        assertKind(Verdict.DROP_LINK_LOCAL, captured(NONE, 0x0180_C200_0000L, false, NONE));
    }

    @Test
    void shouldDropWhatComesRoundInACircle() {
        assertKind(Verdict.DROP_FOREIGN_MAC, captured(PEER, MAC, false, NONE));
    }

    @Test
    void shouldLeaveLocalFramesToTheBridge() {
        assertKind(Verdict.LOCAL, captured(NONE, MAC, true, NONE));
    }

    @Test
    void shouldSendToThePeerWhereTheAddressLives() {
        long verdict = captured(NONE, MAC, false, PEER);
        assertKind(Verdict.UNICAST, verdict);
        assertEquals(PEER, Verdict.peer(verdict));
    }

    @Test
    void shouldFloodWhenTheAddressIsUnknown() {
        assertKind(Verdict.FLOOD, captured(NONE, MAC, false, NONE));
        assertKind(Verdict.FLOOD, captured(NONE, 0xFFFF_FFFF_FFFFL, false, NONE));
    }

    @Test
    void shouldFloodWhenTheAddressLivesAtAPeerThatIsGone() {
        assertKind(Verdict.FLOOD, captured(NONE, MAC, false, STRANGER));
    }

    @Test
    void shouldDeliverWhatIsForALocalAddress() {
        assertKind(Verdict.DELIVER, received(PEER, SELF, true));
    }

    @Test
    void shouldDeliverAndFloodWhatIsForUsButNotForALocalAddress() {
        assertKind(Verdict.DELIVER_AND_FLOOD, received(PEER, SELF, false));
    }

    @Test
    void shouldPassOnWhatIsForAnotherPeer() {
        long verdict = received(PEER, UNREACHABLE, true);
        assertKind(Verdict.RELAY, verdict);
        assertEquals(UNREACHABLE, Verdict.peer(verdict));
    }

    @Test
    void shouldDropWhatNamesAnUnknownPeer() {
        assertKind(Verdict.DROP_UNKNOWN_PEER, received(STRANGER, SELF, true));
        assertKind(Verdict.DROP_UNKNOWN_PEER, received(PEER, STRANGER, true));
    }

    @Test
    void shouldDropWhatComesBackToItsSource() {
        assertKind(Verdict.DROP_LOOPED, received(SELF, SELF, true));
    }

    private long captured(long sourceHome, long destination, boolean isLocal, long home) {
        return Forwarder.decideCaptured(snapshot, sourceHome, destination, isLocal, home);
    }

    private long received(long source, long destination, boolean isLocal) {
        return Forwarder.decideReceived(snapshot, source, destination, isLocal);
    }

    private static void assertKind(int kind, long verdict) {
        assertEquals(kind, Verdict.kind(verdict));
    }
}
