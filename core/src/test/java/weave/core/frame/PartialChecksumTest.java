package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

final class PartialChecksumTest {
    private static final int FRAME_OFFSET = VnetHeader.LENGTH;

    private final Random random = new Random(Seed.next(PartialChecksumTest.class));

    @Test
    void shouldFinishWhatAKernelBegan() {
        for (int i = 0; i < 500; i++) {
            TestFrame frame = TestFrame.random(random);
            byte[] complete = frame.superFrame();
            int transport = complete.length - frame.payload.length;
            transport -= frame.tcp ? 20 + frame.tcpOptions.length : Udp.HEADER_LENGTH;
            int field = frame.tcp ? Tcp.CHECKSUM_OFFSET : Udp.CHECKSUM_OFFSET;
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[FRAME_OFFSET + complete.length]);
            buffer.putBytes(FRAME_OFFSET, complete);
            VnetHeader.putPartialChecksum(buffer, FRAME_OFFSET, transport, field);
            int at = FRAME_OFFSET + transport + field;
            Ipv4.putWord(buffer, at, pseudoSum(frame, complete.length - transport));

            assertTrue(PartialChecksum.complete(buffer, FRAME_OFFSET, complete.length));
            byte[] result = new byte[complete.length];
            buffer.getBytes(FRAME_OFFSET, result);
            assertArrayEquals(complete, result);
            assertEquals(0, VnetHeader.flags(buffer, FRAME_OFFSET));
        }
    }

    @Test
    void shouldLeaveTheFrameAloneWhenNothingIsPartial() {
        byte[] bytes = TestFrame.bytes(random, 100);
        bytes[0] = VnetHeader.FLAG_DATA_VALID;
        byte[] same = bytes.clone();
        assertTrue(PartialChecksum.complete(new UnsafeBuffer(bytes), FRAME_OFFSET, 90));
        assertArrayEquals(same, bytes);
    }

    @Test
    void shouldRefuseWhenTheFieldLiesOutside() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FRAME_OFFSET + 60]);
        int[][] outside = {{34, 25}, {58, 1}, {60, 0}, {0xFFFF, 0xFFFF}, {0, 16}, {13, 2}};
        for (int[] place : outside) {
            VnetHeader.putPartialChecksum(buffer, FRAME_OFFSET, place[0], place[1]);
            assertFalse(PartialChecksum.complete(buffer, FRAME_OFFSET, 60));
            assertTrue(VnetHeader.needsChecksum(buffer, FRAME_OFFSET));
        }
        VnetHeader.putPartialChecksum(buffer, FRAME_OFFSET, 34, 24);
        assertTrue(PartialChecksum.complete(buffer, FRAME_OFFSET, 60));
    }

    private static int pseudoSum(TestFrame frame, int transportLength) {
        int sum = TestFrame.slowSum(frame.addresses);
        int protocol = frame.tcp ? Ipv4.PROTOCOL_TCP : Ipv4.PROTOCOL_UDP;
        return Checksum.addInt(Checksum.add(sum, protocol), transportLength);
    }
}
