package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where addresses are taken to live after they were seen here and there. */
class HomesTest {
    private static final long MAC = 0x0200_0000_0001L;
    private static final long PEER = 0xB;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PORT = 2;

    private final Homes homes = new Homes();

    @Test
    void shouldMoveHereOnlyAfterItsPeerWasLookedAtAndSilent() {
        homes.seeRemote(MAC, PEER, 0);

        assertEquals(Homes.Change.NONE, homes.seeLocal(MAC, PORT, true, SECOND));
        assertEquals(Homes.Change.LOOK, homes.seeLocal(MAC, PORT, true, 2 * SECOND));
        assertEquals(Homes.Change.NONE, homes.seeLocal(MAC, PORT, true, 3 * SECOND));
        assertEquals(PEER, homes.peerOf(MAC));
        assertEquals(Homes.Change.MOVED, homes.seeLocal(MAC, PORT, true, 4 * SECOND));
        assertEquals(PORT, homes.portOf(MAC));
        assertEquals(0, homes.peerOf(MAC));
    }

    @Test
    void shouldStayAtItsPeerWhenItSpeaksThere() {
        homes.seeRemote(MAC, PEER, 0);
        assertEquals(Homes.Change.LOOK, homes.seeLocal(MAC, PORT, true, 2 * SECOND));

        homes.sight(MAC, PEER, 3 * SECOND);

        assertEquals(Homes.Change.NONE, homes.seeLocal(MAC, PORT, true, 4 * SECOND));
        assertEquals(Homes.Change.LOOK, homes.seeLocal(MAC, PORT, true, 5 * SECOND));
        assertEquals(PEER, homes.peerOf(MAC));
    }

    @Test
    void shouldMoveHereAtOnceWhenItsPeerIsGone() {
        homes.seeRemote(MAC, PEER, 0);

        assertEquals(Homes.Change.MOVED, homes.seeLocal(MAC, PORT, false, 1));

        assertEquals(PORT, homes.portOf(MAC));
    }

    @Test
    void shouldMoveAwayWhenUserSpaceSaysSo() {
        homes.seeLocal(MAC, PORT, false, 0);

        homes.sight(MAC, PEER, 1);
        assertEquals(PORT, homes.portOf(MAC));
        assertEquals(Homes.Change.MOVED, homes.seeRemote(MAC, PEER, 2));

        assertEquals(PEER, homes.peerOf(MAC));
        assertEquals(-1, homes.portOf(MAC));
        assertEquals(Homes.Change.NONE, homes.seeRemote(MAC, PEER, 3));
        assertEquals(Homes.Change.MOVED, homes.seeRemote(MAC, PEER + 1, 4));
    }

    @Test
    void shouldForgetWhenNotSeenForLong() {
        homes.seeRemote(MAC, PEER, 0);
        homes.seeLocal(MAC + 1, PORT, false, 660 * SECOND);

        homes.sweep(661 * SECOND);

        assertFalse(homes.knows(MAC));
        assertEquals(1, homes.size());
    }

    @Test
    void shouldForgetWhoLivedBehindAPortThatIsGone() {
        homes.seeLocal(MAC, PORT, false, 0);
        homes.seeLocal(MAC + 1, PORT + 1, false, 0);
        homes.seeRemote(MAC + 2, PEER, 0);

        homes.forgetPort(PORT);

        assertFalse(homes.knows(MAC));
        assertEquals(PORT + 1, homes.portOf(MAC + 1));
        assertEquals(PEER, homes.peerOf(MAC + 2));
    }

    @Test
    void shouldNotLearnGroups() {
        homes.seeLocal(0x0100_5e00_0001L, PORT, false, 0);

        assertEquals(0, homes.size());
    }
}
