package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps what an encoder submits, and sees to it that nothing is written beside a slot. */
final class MemorySink implements DatagramSink {
    record Datagram(int path, byte[] bytes) {}

    private static final int GUARD = 64;
    private static final byte GUARD_BYTE = 0x5A;
    private static final int SLOT_LENGTH = GUARD + SleeveLayout.PAYLOAD_MAX + GUARD;
    private static final int SLOTS = 2;

    final List<Datagram> datagrams = new ArrayList<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SLOTS * SLOT_LENGTH]);
    private final boolean[] claimed = new boolean[SLOTS];

    MemorySink() {
        buffer.setMemory(0, buffer.capacity(), GUARD_BYTE);
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int lengthMax) {
        for (int i = 0; i < SLOTS; i++) {
            if (!claimed[i]) {
                claimed[i] = true;
                return i * SLOT_LENGTH + GUARD;
            }
        }
        throw new AssertionError("an encoder has at most one datagram open on each path");
    }

    @Override
    public void submit(int path, int offset, int length, long tailAddress, int tailLength) {
        int slot = offset / SLOT_LENGTH;
        assertEquals(slot * SLOT_LENGTH + GUARD, offset);
        claimed[slot] = false;
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        datagrams.add(new Datagram(path, bytes));
        for (int i = 1; i <= GUARD; i++) {
            assertEquals(GUARD_BYTE, buffer.getByte(offset - i));
            assertEquals(GUARD_BYTE, buffer.getByte(offset + SleeveLayout.PAYLOAD_MAX + i - 1));
        }
    }
}
