package weave.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.PeerNews;
import weave.gossip.topology.PeerRecord;
import weave.gossip.topology.PeersDigest;
import weave.testkit.Seed;

class DeltaCodecTest {
    private static final int BROKEN_MESSAGES = 20_000;
    private static final PeerName NAME = new PeerName(0x02000000000aL);
    private static final PeerName OTHER = new PeerName(0x02000000000bL);
    private static final PeerNews CHANGED =
            new PeerNews(
                    NAME,
                    -7,
                    42,
                    Optional.of(
                            new PeerNews.Delta(
                                    41,
                                    2491,
                                    true,
                                    List.of(
                                            new ConnectionRecord(
                                                    OTHER, "10.77.0.2:6783", true, false),
                                            new ConnectionRecord(
                                                    NAME, "[fd00::2]:6783", false, true)),
                                    List.of(new PeerName(5)),
                                    0x1122334455667788L)));
    private static final List<DeltaMessage> MESSAGES =
            List.of(
                    new DeltaMessage.Digest(new PeersDigest(300, -1)),
                    new DeltaMessage.Summary(List.of(PeerNews.announcement(NAME, 1, 2))),
                    new DeltaMessage.News(
                            List.of(CHANGED, PeerNews.announcement(OTHER, -1, Long.MIN_VALUE))),
                    new DeltaMessage.Want(List.of(NAME, OTHER)),
                    new DeltaMessage.Records(
                            List.of(new PeerRecord(NAME, "a", 1, 2, 3, true, List.of()))));

    @Test
    void shouldReadWhatItWrites() throws WireException {
        for (DeltaMessage message : MESSAGES) {
            assertEquals(message, DeltaMessage.decode(message.encode()));
        }
    }

    @Test
    void shouldWriteADeltaAsTheProtocolPageDrawsIt() {
        String delta =
                "03 02000000000a fffffffffffffff9 000000000000002a 01"
                        + " 0000000000000029 09bb 1122334455667788"
                        + " 02 02000000000b 01 0a4d0002 1a7f"
                        + " 02000000000a 06 0e 5b666430303a3a325d3a36373833"
                        + " 01 000000000005";
        assertArrayEquals(
                HexFormat.of().parseHex(delta.replace(" ", "")),
                new DeltaMessage.News(List.of(CHANGED)).encode());
    }

    @Test
    void shouldOnlyAnnounceWhatIsTooLongForADelta() throws WireException {
        PeerNews.Delta delta =
                new PeerNews.Delta(
                        1,
                        0,
                        false,
                        List.of(new ConnectionRecord(OTHER, "x".repeat(256), true, true)),
                        List.of(),
                        0);
        byte[] bytes =
                new DeltaMessage.News(List.of(new PeerNews(NAME, 3, 2, Optional.of(delta))))
                        .encode();
        assertEquals(
                new DeltaMessage.News(List.of(PeerNews.announcement(NAME, 3, 2))),
                DeltaMessage.decode(bytes));
    }

    @Test
    void shouldRefuseWhatIsMalformed() {
        for (String hex :
                List.of(
                        "",
                        "00",
                        "06",
                        "01 0000",
                        "02 02000000000a 00",
                        "04 0200",
                        "04 000000000000",
                        "03 02000000000a 0000000000000001 0000000000000001 02",
                        "05 ff")) {
            byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
            assertThrows(WireException.class, () -> DeltaMessage.decode(bytes), hex);
        }
    }

    @Test
    void shouldThrowNothingButWireExceptionsWhenBytesAreBroken() {
        Random random = new Random(Seed.next(DeltaCodecTest.class));
        for (int i = 0; i < BROKEN_MESSAGES; i++) {
            byte[] bytes = MESSAGES.get(random.nextInt(MESSAGES.size())).encode();
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                DeltaMessage.decode(bytes);
            } catch (WireException expected) {
                assertEquals(true, expected.getMessage() != null);
            }
        }
    }
}
