package weave.gossip.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.core.sleeve.DatagramSink;
import weave.core.sleeve.SleeveDecoder;
import weave.core.sleeve.SleeveEncoder;
import weave.core.sleeve.SleeveLayout;
import weave.testkit.Seed;

/** Sleeve's own encoder and decoder over an unreliable wire, with keys that change all the time. */
class RenewalUnderTrafficTest {
    private static final PeerName SENDER = PeerName.parse("02:00:00:00:00:0d");
    private static final PeerName RECEIVER = PeerName.parse("02:00:00:00:00:0e");
    private static final int FRAMES = 20_000;
    private static final int LATE_MAX = 50;

    private final Random random = new Random(Seed.next(getClass()));
    private final byte[] key = new byte[32];
    private final List<byte[]> wire = new ArrayList<>();
    private final int[] seen = new int[FRAMES];
    private final SleeveDecoder decoder =
            new SleeveDecoder(AesGcmFrameCiphers.suited().opener(key, SENDER, RECEIVER));

    @Test
    void shouldLoseNothingAndTakeNothingTwice() {
        AesGcmSealer sealer = new AesGcmSealer(GcmKeys.suited(), key, SENDER, RECEIVER, 400);
        SleeveEncoder encoder = new SleeveEncoder(SENDER.value(), sealer, new Wire());
        UnsafeBuffer frame = new UnsafeBuffer(new byte[60]);
        for (int i = 0; i < FRAMES; i++) {
            frame.putInt(20, i);
            int path = random.nextBoolean() ? SleeveLayout.DF : SleeveLayout.NON_DF;
            encoder.append(
                    path, SENDER.value(), RECEIVER.value(), frame, 0, 24 + random.nextInt(36));
            if (random.nextBoolean()) {
                encoder.flush();
            }
            if (i % 1000 == 999) {
                assertTrue(encoder.renewKey());
            }
        }
        encoder.flush();
        List<byte[]> sent = disordered(wire);
        int replayed = 0;
        for (int i = 0; i < sent.size(); i++) {
            assertEquals(SleeveDecoder.OK, decode(sent.get(i)));
            if (random.nextInt(3) == 0) {
                byte[] again = sent.get(Math.max(0, i - random.nextInt(LATE_MAX)));
                assertEquals(SleeveDecoder.REPLAYED, decode(again));
                replayed++;
            }
        }
        for (int i = 0; i < FRAMES; i++) {
            assertEquals(1, seen[i], "frame " + i);
        }
        long epochs = sealer.epochField() >>> AesGcmSealer.NUMBER_BITS;
        assertTrue(epochs > 20 && replayed > 1000, epochs + " epochs, " + replayed + " replays");
    }

    /** Each datagram comes up to some places later than it was sent. */
    private List<byte[]> disordered(List<byte[]> datagrams) {
        List<byte[]> result = new ArrayList<>();
        List<byte[]> waiting = new ArrayList<>();
        for (byte[] datagram : datagrams) {
            waiting.add(datagram);
            if (waiting.size() == LATE_MAX) {
                result.add(waiting.remove(random.nextInt(8)));
            }
        }
        result.addAll(waiting);
        return result;
    }

    private int decode(byte[] datagram) {
        return decoder.decode(
                Datagram.direct(datagram),
                0,
                datagram.length,
                (source, destination, buffer, offset, length) ->
                        seen[buffer.getInt(offset + 20)]++);
    }

    /** Two slots, for a datagram open on each path. */
    private final class Wire implements DatagramSink {
        private final UnsafeBuffer memory =
                new UnsafeBuffer(ByteBuffer.allocateDirect(2 * SleeveLayout.PAYLOAD_MAX));
        private int free = 0;

        @Override
        public MutableDirectBuffer buffer() {
            return memory;
        }

        @Override
        public int claim(int lengthMax) {
            int offset = free;
            free = SleeveLayout.PAYLOAD_MAX - free;
            return offset;
        }

        @Override
        public void submit(int path, int offset, int length, long tailAddress, int tailLength) {
            byte[] datagram = new byte[length];
            memory.getBytes(offset, datagram);
            wire.add(datagram);
            free = offset;
        }
    }
}
