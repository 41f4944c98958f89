package weave.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.testkit.Allocation;

final class FrameAllocationTest {
    @Test
    void shouldNotAllocateWhenCutting() {
        TestFrame frame = TestFrame.random(new Random(7));
        byte[] bytes = frame.superFrame();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[VnetHeader.LENGTH + bytes.length]);
        VnetHeader.putPartialChecksum(buffer, VnetHeader.LENGTH, 34, 16);
        VnetHeader.putGso(buffer, VnetHeader.LENGTH, frame.gsoType(), frame.gsoSize, 54);
        buffer.putBytes(VnetHeader.LENGTH, bytes);
        UnsafeBuffer to = new UnsafeBuffer(new byte[0xFFFF + 100]);
        SegmentCutter cutter = new SegmentCutter();
        long allocated =
                Allocation.bytes(
                        2_000,
                        () -> {
                            int count = cutter.wrap(buffer, VnetHeader.LENGTH, bytes.length);
                            for (int i = 0; i < count; i++) {
                                cutter.write(i, to, 0);
                            }
                        });
        assertEquals(0, allocated);
    }

    @Test
    void shouldNotAllocateWhenClassifyingAndCompleting() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[VnetHeader.LENGTH + 1_500]);
        long allocated =
                Allocation.bytes(
                        20_000,
                        () -> {
                            VnetHeader.putPartialChecksum(buffer, VnetHeader.LENGTH, 34, 16);
                            PartialChecksum.complete(buffer, VnetHeader.LENGTH, 1_500);
                            FrameClass.of(buffer, VnetHeader.LENGTH, 1_500);
                        });
        assertEquals(0, allocated);
    }
}
