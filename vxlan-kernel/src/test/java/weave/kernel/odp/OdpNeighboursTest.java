package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import weave.kernel.odp.OdpNeighbours.Carry;

/** Neighbours that come, go, and come back. */
class OdpNeighboursTest {
    private static final long PEER = 0xB;
    private static final int IP = 0x0A00_0002;

    private final OdpNeighbours neighbours = new OdpNeighbours();

    @Test
    void shouldCarryOnForAWhileWhenItHasGone() {
        neighbours.put(PEER, IP, 6784, 0);
        neighbours.carry(PEER, true);

        neighbours.leave(PEER, 100);

        assertTrue(neighbours.isLeaving(IP));
        assertFalse(neighbours.sweep(99));
        assertEquals(Carry.YES, neighbours.of(PEER).carry());
        assertTrue(neighbours.sweep(100));
        assertNull(neighbours.of(PEER));
        assertEquals(List.of(), neighbours.udpPorts());
    }

    @Test
    void shouldStopCarryingWhenItIsBackAndNobodySaysThatItCarries() {
        neighbours.put(PEER, IP, 6784, 0);
        neighbours.carry(PEER, true);
        neighbours.leave(PEER, 100);

        neighbours.put(PEER, IP + 1, 6784, 0);
        assertEquals(Carry.YES, neighbours.of(PEER).carry());
        assertTrue(neighbours.sweep(100));

        assertEquals(Carry.NO, neighbours.of(PEER).carry());
        assertFalse(neighbours.isAnyLeaving());
    }

    @Test
    void shouldBeForgottenInTimeWhenItGoesAgainBeforeItCarries() {
        neighbours.put(PEER, IP, 6784, 0);
        neighbours.carry(PEER, true);
        neighbours.leave(PEER, 100);
        neighbours.put(PEER, IP, 6784, 0);

        neighbours.leave(PEER, 110);

        assertTrue(neighbours.sweep(100));
        assertNull(neighbours.of(PEER));
        assertEquals(List.of(), neighbours.udpPorts());
    }

    @Test
    void shouldBeAsBeforeWhenItIsBackAndCarries() {
        neighbours.put(PEER, IP, 6784, 0);
        neighbours.leave(PEER, 100);
        neighbours.put(PEER, IP, 6784, 0);

        neighbours.carry(PEER, true);

        assertFalse(neighbours.isLeaving(IP));
        assertFalse(neighbours.sweep(100));
        assertEquals(Carry.YES, neighbours.of(PEER).carry());
    }
}
