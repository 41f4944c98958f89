package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FastMtuTest {
    @Test
    void shouldAdviseWhatFitsEncryptedOrNot() {
        assertEquals(1426, FastMtu.underlay(FastMtu.DEFAULT, false));
        assertEquals(1460, FastMtu.underlay(FastMtu.DEFAULT, true));
        assertEquals(FastMtu.DEFAULT, FastMtu.advised(1460));
        assertEquals(8916, FastMtu.advised(9000));
        for (int underlay = 552; underlay < 9000; underlay++) {
            int advised = FastMtu.advised(underlay);
            assertEquals(0, advised % 4);
            assertTrue(FastMtu.underlay(advised, true) <= underlay);
            assertTrue(FastMtu.underlay(advised + 4, true) > underlay);
        }
    }
}
