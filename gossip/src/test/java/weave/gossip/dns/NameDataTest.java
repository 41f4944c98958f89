package weave.gossip.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.core.peer.PeerName;
import weave.gossip.gob.GobException;
import weave.testkit.Seed;

/** How entries are put into messages. */
class NameDataTest {
    private static final PeerName ORIGIN = new PeerName(0x02_0000_0000_01L);
    private static final int MESSAGE_LENGTH_MAX = 10 << 20;

    private static NameEntry entry(String hostname, String container, int address) {
        return new NameEntry(container, ORIGIN, new RecordData.Address(address), hostname, 3, 0);
    }

    private static List<NameEntry> decoded(NameData data) throws GobException {
        List<NameEntry> all = new ArrayList<>();
        for (byte[] message : data.encode()) {
            assertTrue(message.length < MESSAGE_LENGTH_MAX, message.length + " bytes");
            all.addAll(NameCodec.ADDRESSES.decode(message).entries());
        }
        return all;
    }

    @Test
    void shouldBeInOrderHoweverTheyWereGiven() throws GobException {
        List<NameEntry> entries =
                List.of(
                        entry("B.weave.local.", "c2", 2),
                        entry("a.weave.local.", "c1", 9),
                        entry("a.weave.local.", "c2", -1),
                        entry("a.weave.local.", "c2", 1),
                        entry("b.weave.local.", "c1", 1));
        List<NameEntry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(Seed.next(NameDataTest.class)));
        NameData data = new NameData(NameCodec.ADDRESSES, 1, shuffled);
        List<NameEntry> wire = decoded(data);
        assertEquals(
                List.of(
                        entries.get(0),
                        entries.get(1),
                        // Addresses have no sign.
                        entries.get(3),
                        entries.get(2),
                        entries.get(4)),
                wire);
        assertSame(data.encode(), data.encode(), "the same for every neighbour");
    }

    @Test
    void shouldTellManyInSeveralMessages() throws GobException {
        List<NameEntry> many = new ArrayList<>();
        String container = "c".repeat(2_000);
        for (int i = 0; i < 12_000; i++) {
            many.add(entry("name-%05d.weave.local.".formatted(i), container, i));
        }
        NameData data = new NameData(NameCodec.ADDRESSES, 1, many);
        assertTrue(data.encode().size() > 1);
        assertEquals(many, decoded(data));
    }

    @Test
    void shouldSaySoWhenThereIsNothing() throws GobException {
        NameData data = new NameData(NameCodec.ADDRESSES, 1, List.of());
        assertEquals(1, data.encode().size());
        assertEquals(List.of(), decoded(data));
    }
}
