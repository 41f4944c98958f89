package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

final class ChecksumTest {
    private final Random random = new Random(Seed.next(ChecksumTest.class));

    @Test
    void shouldSumAsTheSlowWayDoes() {
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = TestFrame.bytes(random, random.nextInt(300));
            int from = random.nextInt(bytes.length + 1);
            assertEquals(
                    TestFrame.slowSum(Arrays.copyOfRange(bytes, from, bytes.length)),
                    Checksum.sum(new UnsafeBuffer(bytes), from, bytes.length - from));
        }
    }

    @Test
    void shouldLoseNoCarryWhenAllBitsAreSet() {
        byte[] bytes = new byte[66_000];
        Arrays.fill(bytes, (byte) 0xFF);
        assertEquals(0xFFFF, Checksum.sum(new UnsafeBuffer(bytes), 0, bytes.length));
    }

    @Test
    void shouldAddPartsOfEvenLength() {
        byte[] bytes = TestFrame.bytes(random, 1_001);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        int whole = Checksum.sum(buffer, 0, bytes.length);
        int parts = Checksum.add(Checksum.sum(buffer, 0, 314), Checksum.sum(buffer, 314, 687));
        assertEquals(whole, parts);
        assertEquals(
                Checksum.sum(buffer, 0, 4), Checksum.addInt(0, ByteBuffer.wrap(bytes).getInt()));
    }

    @Test
    void shouldNeverSayThatUdpHasNoChecksum() {
        assertEquals(0, Checksum.complement(0xFFFF));
        assertEquals(0xFFFF, Checksum.complementNotZero(0xFFFF));
        assertEquals(0x1234, Checksum.complementNotZero(~0x1234 & 0xFFFF));
    }
}
