package weave.xdp.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.udp.DatagramSource;
import weave.core.udp.SendPath;
import weave.testkit.Await;
import weave.testkit.InNewerKernelLab;
import weave.testkit.Seed;
import weave.xdp.program.XdpMode;

/** Between two virtio network cards, whose driver runs the program itself and has real rings. */
@InNewerKernelLab
@Timeout(150)
class XdpCardsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MTU = 1500;
    private static final int LENGTH_MAX = 1472;
    // Too long to come twice by chance.
    private static final int LENGTH_MIN = 19;
    private static final int ROUNDS = 8;
    private static final int BATCH = 48;

    private final Random random = new Random(Seed.next(XdpCardsTest.class));

    @Test
    void shouldCarryDatagramsFromXdpToXdp() throws Exception {
        try (UplinkPair pair =
                UplinkPair.ofCards()
                        .leftXdp(1, MTU, XdpMode.DRIVER)
                        .rightXdp(1, MTU, XdpMode.DRIVER)) {
            carry(pair);
            assertEquals(ROUNDS * BATCH, pair.leftUplink().target().count(Departure.FRAME));
            assertEquals(ROUNDS * BATCH, pair.rightUplink().source().count(Arrival.DATAGRAM));
        }
    }

    @Test
    void shouldCarryDatagramsFromXdpToSockets() throws Exception {
        try (UplinkPair pair = UplinkPair.ofCards().leftXdp(1, MTU, XdpMode.DRIVER).rightSocket()) {
            carry(pair);
            assertEquals(ROUNDS * BATCH, pair.leftUplink().target().count(Departure.FRAME));
        }
    }

    @Test
    void shouldCarryDatagramsFromSocketsToXdp() throws Exception {
        try (UplinkPair pair = UplinkPair.ofCards().leftSocket().rightXdp(1, MTU, XdpMode.DRIVER)) {
            carry(pair);
            assertEquals(ROUNDS * BATCH, pair.rightUplink().source().count(Arrival.DATAGRAM));
        }
    }

    private void carry(UplinkPair pair) {
        for (int round = 0; round < ROUNDS; round++) {
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                sent.add(submit(pair));
            }
            pair.target().flush();
            List<byte[]> received = new ArrayList<>();
            Await.until(
                    () -> received.size() + " of " + sent.size() + " received",
                    LONG,
                    () -> {
                        pair.sources().forEach(source -> receive(source, received));
                        return received.size() >= sent.size();
                    });
            assertEquals(hex(sent), hex(received));
        }
    }

    /** In an order of their own: a sender that is moved to another processor overtakes itself. */
    private static List<String> hex(List<byte[]> datagrams) {
        return datagrams.stream().map(HexFormat.of()::formatHex).sorted().toList();
    }

    private byte[] submit(UplinkPair pair) {
        byte[] bytes = new byte[random.nextInt(LENGTH_MIN, LENGTH_MAX + 1)];
        random.nextBytes(bytes);
        int offset = pair.target().claim(bytes.length);
        pair.target().buffer().putBytes(offset, bytes);
        pair.target()
                .submit(
                        SendPath.DONT_FRAGMENT,
                        offset,
                        bytes.length,
                        0,
                        0,
                        pair.destination(),
                        0,
                        1);
        return bytes;
    }

    private static void receive(DatagramSource source, List<byte[]> into) {
        int messages = source.receive();
        for (int i = 0; i < messages; i++) {
            for (int at = 0; at < source.length(i); at += source.segmentLength(i)) {
                byte[] bytes = new byte[Math.min(source.segmentLength(i), source.length(i) - at)];
                source.memory().buffer().getBytes(source.offset(i) + at, bytes);
                into.add(bytes);
            }
        }
    }
}
