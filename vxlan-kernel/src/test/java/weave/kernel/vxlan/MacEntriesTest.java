package weave.kernel.vxlan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weave.linux.LinuxException;
import weave.testkit.Privileged;

@Privileged
class MacEntriesTest {
    private static final long MAC = 0x0203_0405_0607L;
    private static final int MANY = 10_000;

    private final Arena arena = Arena.ofConfined();
    private final DatapathMaps maps = DatapathMaps.create();
    private final MacEntries macs = new MacEntries(maps.macs());

    @AfterEach
    void close() {
        macs.close();
        maps.close();
        arena.close();
    }

    /** Kind and target, or "unknown". */
    private String programmed(long mac) {
        MemorySegment key = arena.allocate(JAVA_LONG);
        for (int i = 0; i < 6; i++) {
            key.set(JAVA_BYTE, i, (byte) (mac >>> 8 * (5 - i)));
        }
        MemorySegment value = arena.allocate(DatapathMaps.MAC_ENTRY_LENGTH, Long.BYTES);
        return maps.macs().lookup(key, value)
                ? value.get(JAVA_INT, DatapathMaps.MAC_KIND)
                        + " "
                        + value.get(JAVA_INT, DatapathMaps.MAC_TARGET)
                : "unknown";
    }

    @Test
    void shouldHaveTheBridgeComeBeforeWhatOthersSend() {
        assertTrue(macs.putRemote(MAC, 77, 0));
        assertEquals("1 77", programmed(MAC));
        macs.putLocal(MAC, DatapathMaps.LOCAL_PORT, 5);
        assertEquals("3 5", programmed(MAC));
        assertFalse(macs.putRemote(MAC, 77, 0));
        assertEquals("3 5", programmed(MAC));
        macs.removeLocal(MAC);
        assertEquals("unknown", programmed(MAC));
        assertTrue(macs.putRemote(MAC, 77, 0));
    }

    @Test
    void shouldKeepWhatIsElsewhereWhenTheBridgeForgets() {
        macs.putRemote(MAC, 77, 0);
        macs.removeLocal(MAC);
        macs.removeLocal(MAC + 1);
        assertEquals("1 77", programmed(MAC));
    }

    @Test
    void shouldRemoveByShortId() {
        macs.putRemote(MAC, 77, 0);
        macs.putRemote(MAC + 1, 78, 0);
        macs.putLocal(MAC + 2, DatapathMaps.LOCAL_PEER, 77);
        assertEquals(1, macs.removeRemote(shortId -> shortId == 77));
        assertEquals("unknown", programmed(MAC));
        assertEquals("1 78", programmed(MAC + 1));
        assertEquals("2 77", programmed(MAC + 2));
    }

    @Test
    void shouldRemoveTheOldOnesEvenWhenTheClockWraps() {
        int now = Integer.MIN_VALUE + 10;
        macs.putRemote(MAC, 77, now);
        macs.putRemote(MAC + 1, 77, now - 20);
        macs.putLocal(MAC + 2, DatapathMaps.LOCAL_PEER, 5);
        assertEquals(1, macs.removeRemoteOlder(now - 15));
        assertEquals("1 77", programmed(MAC));
        assertEquals("unknown", programmed(MAC + 1));
        assertEquals("2 5", programmed(MAC + 2));
    }

    @Test
    void shouldCountWhatThereIs() {
        macs.putRemote(MAC, 77, 0);
        macs.putRemote(MAC, 78, 0);
        macs.putLocal(MAC, DatapathMaps.LOCAL_PORT, 5);
        macs.putLocal(MAC, DatapathMaps.LOCAL_PORT, 6);
        macs.putRemote(MAC, 77, 0);
        macs.putRemote(MAC + 1, 77, 0);
        assertEquals(2, macs.count());
        macs.removeLocal(MAC);
        macs.removeLocal(MAC);
        macs.removeLocal(MAC + 1);
        assertEquals(1, macs.count());
    }

    @Test
    void shouldCountWhatAPredecessorHasPutAndOthersRemove() {
        macs.putRemote(MAC, 77, 0);
        macs.putRemote(MAC + 1, 78, 0);
        try (MacEntries successor = new MacEntries(maps.macs())) {
            assertEquals(2, successor.count());
            successor.removeRemote(shortId -> shortId == 77);
            assertEquals(1, successor.count());
        }
        assertEquals(0, macs.removeLocals());
        assertEquals(1, macs.count());
    }

    @Test
    void shouldRefuseMoreThanThereIsRoomForAndCountOn() {
        for (int i = 0; i < DatapathMaps.MACS_MAX; i++) {
            macs.putRemote(MAC + i, 77, 0);
        }
        assertThrows(
                LinuxException.class, () -> macs.putRemote(MAC + DatapathMaps.MACS_MAX, 77, 0));
        assertThrows(LinuxException.class, () -> macs.putLocal(1, DatapathMaps.LOCAL_PORT, 5));
        assertEquals(DatapathMaps.MACS_MAX, macs.count());
        assertEquals(DatapathMaps.MACS_MAX, macs.removeRemote(shortId -> true));
        assertEquals(0, macs.count());
    }

    @Test
    void shouldCountAndRemoveMany() {
        for (int i = 0; i < MANY; i++) {
            macs.putRemote(MAC + i, i & 0xFFF, i);
        }
        macs.putLocal(MAC, DatapathMaps.LOCAL_BRIDGE, 5);
        assertEquals(MANY, macs.count());
        assertEquals(1, macs.removeLocals());
        assertEquals(MANY / 2 - 1, macs.removeRemoteOlder(MANY / 2));
        assertEquals(MANY / 2, macs.removeRemote(shortId -> true));
        assertEquals(0, macs.count());
    }
}
