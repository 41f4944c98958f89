package weave.core.sleeve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.frame.Ethernet;
import weave.core.frame.Ipv4;
import weave.core.overlay.FrameOpener;
import weave.core.overlay.FrameSealer;
import weave.testkit.Allocation;

final class SleeveAllocationTest {
    private static final int RUNS = 20_000;

    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[3_000]);
    private final OneSlot slot = new OneSlot();
    private long runs;

    @Test
    void shouldNotAllocateWhenEncodingAndDecoding() {
        SleeveEncoder encoder = new SleeveEncoder(1, null, slot);
        SleeveDecoder decoder = new SleeveDecoder(null);
        Counter counter = new Counter();
        long allocated =
                Allocation.bytes(
                        RUNS,
                        () -> {
                            runs++;
                            encoder.append(SleeveLayout.DF, 1, 2, frame, 0, 1_400);
                            encoder.append(SleeveLayout.DF, 1, 2, frame, 0, 60);
                            encoder.flush();
                            decoder.decode(slot.buffer, 0, slot.length, counter);
                        });
        assertEquals(0, allocated);
        assertEquals(2 * runs, counter.records);
    }

    @Test
    void shouldNotAllocateWhenSealedDatagramsAreCounted() {
        FrameSealer sealer = (buffer, offset, length, sequenceField) -> {};
        FrameOpener opener = (buffer, offset, length, sequenceField) -> true;
        SleeveEncoder encoder = new SleeveEncoder(1, sealer, slot);
        SleeveDecoder decoder = new SleeveDecoder(opener);
        Counter counter = new Counter();
        long allocated =
                Allocation.bytes(
                        RUNS,
                        () -> {
                            runs++;
                            encoder.appendSpecial(SleeveLayout.DF, 1, 2, 22, 3);
                            decoder.decode(slot.buffer, 0, slot.length, counter);
                        });
        assertEquals(0, allocated);
        assertEquals(runs, counter.records);
    }

    @Test
    void shouldNotAllocateWhenFragmentingAndAnswering() {
        Ethernet.putType(frame, 0, Ethernet.TYPE_IPV4);
        frame.putByte(Ethernet.HEADER_LENGTH, (byte) 0x45);
        Ipv4.putFragment(frame, Ethernet.HEADER_LENGTH, 2_986, 0);
        Fragmenter fragmenter = new Fragmenter();
        long allocated =
                Allocation.bytes(
                        RUNS,
                        () -> {
                            int count = fragmenter.wrap(frame, 0, 3_000, 1_438);
                            for (int i = 0; i < count; i++) {
                                fragmenter.write(i, slot.buffer, 0);
                            }
                            FragmentationNeeded.write(frame, 0, 3_000, 1_438, slot.buffer, 0);
                        });
        assertEquals(0, allocated);
    }

    private static final class OneSlot implements DatagramSink {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SleeveLayout.PAYLOAD_MAX]);
        private int length;

        @Override
        public MutableDirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int claim(int lengthMax) {
            return 0;
        }

        @Override
        public void submit(
                int path, int offset, int datagramLength, long tailAddress, int tailLength) {
            length = datagramLength;
        }
    }

    private static final class Counter implements RecordHandler {
        private long records;

        @Override
        public void onRecord(
                long source, long destination, MutableDirectBuffer buffer, int offset, int length) {
            records++;
        }
    }
}
