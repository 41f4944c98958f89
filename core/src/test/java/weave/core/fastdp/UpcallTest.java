package weave.core.fastdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UpcallTest {
    private static final int OFFSET = 3;

    private final byte[] bytes = new byte[OFFSET + Upcall.HEADER_LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);

    @Test
    void shouldReadWhatWasWritten() {
        Upcall.write(buffer, OFFSET, 0xFED_CBA, 0xC000_0201, 6784);
        assertArrayEquals(
                HexFormat.of().parseHex("02776476" + "00fedcba" + "c0000201" + "00001a80"),
                Arrays.copyOfRange(bytes, OFFSET, bytes.length));
        assertEquals(0xFED_CBA, Upcall.tunnelId(buffer, OFFSET));
        assertEquals(0xC000_0201, Upcall.address(buffer, OFFSET));
        assertEquals(6784, Upcall.port(buffer, OFFSET));
    }

    @Test
    void shouldNotBeWholeWhenTooShortOrOfAnotherKind() {
        Upcall.write(buffer, OFFSET, 1, 2, 3);
        assertTrue(Upcall.isWhole(buffer, OFFSET, Upcall.HEADER_LENGTH));
        for (int length = 0; length < Upcall.HEADER_LENGTH; length++) {
            assertFalse(Upcall.isWhole(buffer, OFFSET, length));
        }
        // As IPv6 multicast begins.
        buffer.putByte(OFFSET, (byte) 0x33);
        assertFalse(Upcall.isWhole(buffer, OFFSET, Upcall.HEADER_LENGTH));
    }
}
