package weave.gossip.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is kept of the names of a host, and when it is said to be. */
class NameKeeperTest {
    private final MemoryNameStore store = new MemoryNameStore();

    private Nameserver started() {
        return Names.alone(1, store);
    }

    private static List<String> shown(Nameserver names) {
        return Stream.concat(names.entries().stream(), names.records().stream())
                .filter(NameEntry::isLive)
                .map(entry ->
                        entry.containerId() + " " + entry.hostname() + " " + entry.data().label())
                .toList();
    }

    private static CompletableFuture<Optional<String>> kept(Nameserver names) {
        return names.kept().toCompletableFuture();
    }

    @Test
    void shouldFindWhatWasAddedAndNotDeletedWhenStartedAgain() {
        Nameserver names = started();
        Names.add(names, "web.weave.local", RecordType.A, "10.32.0.1");
        Names.add(names, "web.weave.local", RecordType.AAAA, "fd00::1");
        Names.add(names, "www.weave.local", RecordType.CNAME, "web.weave.local.");
        Names.add(names, "_x._tcp.weave.local", RecordType.SRV, "1 2 80 web.weave.local.");
        Names.add(names, "old.weave.local", RecordType.A, "10.32.0.2");
        names.containerDied("c-10.32.0.2");
        assertEquals(Optional.empty(), kept(names).join());
        Nameserver again = started();
        assertEquals(shown(names), shown(again));
        assertEquals(4, shown(again).size());
        byte[] question = DnsName.wire("web.weave.local.").orElseThrow();
        assertEquals(1, again.index().find(question, question.length).records(1).length);
    }

    @Test
    void shouldStartAnewWhenNothingOrNonsenseWasKept() {
        assertEquals(List.of(), shown(started()));
        store.overwrite(new byte[] {1, 2, 3, 4});
        assertEquals(List.of(), shown(started()));
    }

    @Test
    void shouldLeaveOutNamesOfAnotherDomain() {
        Names.add(started(), "web.weave.local", RecordType.A, "10.32.0.1");
        assertEquals(List.of(), shown(Names.alone("example.test.", 1, store)));
    }

    @Test
    void shouldSaveTogetherWhatChangesDuringASave() {
        Nameserver names = started();
        store.slow(true);
        Names.add(names, "a.weave.local", RecordType.A, "10.32.0.1");
        CompletableFuture<Optional<String>> first = kept(names);
        for (int i = 2; i < 100; i++) {
            Names.add(names, "b.weave.local", RecordType.A, "10.32.0." + i);
        }
        CompletableFuture<Optional<String>> second = kept(names);
        assertFalse(first.isDone());
        store.finishOne();
        assertTrue(first.isDone());
        assertFalse(second.isDone(), "of which nothing is on the disk yet");
        store.finishOne();
        assertTrue(second.isDone());
        assertEquals(2, store.saves());
        assertEquals(99, shown(started()).size());
    }

    @Test
    void shouldSayWhyNothingIsKeptAndTryAgainWithTheNextChange() {
        Nameserver names = started();
        store.trouble("No space left on device");
        Names.add(names, "a.weave.local", RecordType.A, "10.32.0.1");
        assertEquals(Optional.of("No space left on device"), kept(names).join());
        assertEquals(1, shown(names).size(), "known all the same");
        store.trouble(null);
        Names.add(names, "b.weave.local", RecordType.A, "10.32.0.2");
        assertEquals(Optional.empty(), kept(names).join());
        assertEquals(2, shown(started()).size());
    }
}
