package weave.gossip.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import weave.core.peer.PeerName;

/**
 * What this peer knows of everybody's names. Tables that have heard the same entries are equal, in
 * whatever order they came. No I/O, no clock: the time is an argument, in seconds since 1970.
 */
public final class NameTable {
    private final PeerName self;
    private final Consumer<List<NameEntry>> listener;
    private final Map<NameEntry.Identity, NameEntry> entries = new HashMap<>();
    private final Map<String, TreeSet<NameEntry>> byName = new HashMap<>();
    private final Map<RecordData, TreeSet<NameEntry>> byAddress = new HashMap<>();

    /** What the listener has to hear of. */
    private List<NameEntry> touched = new ArrayList<>();

    /**
     * @param listener hears of the entries that changed, came or went by one call, after the fact
     */
    public NameTable(PeerName self, Consumer<List<NameEntry>> listener) {
        this.self = self;
        this.listener = listener;
    }

    /**
     * What came of a neighbour's entries.
     *
     * @param entries those of them that count, with ours put right
     * @param changed those that were news
     * @param overridden ours, which others had wrong: to be told to everybody
     */
    public record Received(
            List<NameEntry> entries, List<NameEntry> changed, List<NameEntry> overridden) {}

    /**
     * Takes what a neighbour says.
     *
     * @param isKnown whether a peer is one of the mesh; entries of others are dropped
     */
    public Received receive(
            Collection<NameEntry> told, Predicate<PeerName> isKnown, long nowSeconds) {
        List<NameEntry> counting = new ArrayList<>(told.size());
        List<NameEntry> overridden = new ArrayList<>();
        for (NameEntry entry : told) {
            if (isKnown.test(entry.origin())) {
                NameEntry right = entry.origin().equals(self) ? putRight(entry, nowSeconds) : entry;
                if (right != entry) {
                    overridden.add(right);
                }
                counting.add(right);
            }
        }
        List<NameEntry> changed = new ArrayList<>();
        for (NameEntry entry : counting) {
            NameEntry known = entries.get(entry.identity());
            if (known == null || entry.supersedes(known)) {
                put(entry);
                changed.add(entry);
            }
        }
        tell();
        return new Received(counting, changed, overridden);
    }

    /**
     * Registers a name of ours; one that was deleted lives again.
     *
     * @return the entry, to be told to everybody even if nothing changed
     */
    public NameEntry add(String hostname, String containerId, RecordData data) {
        NameEntry fresh = new NameEntry(containerId, self, data, hostname, 0, 0);
        NameEntry known = entries.get(fresh.identity());
        if (known != null && known.isLive()) {
            return known;
        }
        NameEntry added = known == null ? fresh : known.revived();
        put(added);
        tell();
        return added;
    }

    /**
     * Deletes the live names of ours that match.
     *
     * @return their tombstones, to be told to everybody
     */
    public List<NameEntry> delete(Predicate<NameEntry> matching, long nowSeconds) {
        List<NameEntry> deleted = new ArrayList<>();
        for (NameEntry entry : entries.values()) {
            if (entry.origin().equals(self) && entry.isLive() && matching.test(entry)) {
                deleted.add(entry.deleted(nowSeconds));
            }
        }
        deleted.sort(NameEntry.ORDER);
        deleted.forEach(this::put);
        tell();
        return deleted;
    }

    /** Forgets what matches, without a trace. */
    public void forget(Predicate<NameEntry> matching) {
        List<NameEntry> forgotten = entries.values().stream().filter(matching).toList();
        forgotten.forEach(this::remove);
        tell();
    }

    /** Everything, tombstones included, in no order. */
    List<NameEntry> unordered() {
        return List.copyOf(entries.values());
    }

    /** Everything, tombstones included, in order. */
    public List<NameEntry> all() {
        List<NameEntry> all = new ArrayList<>(entries.values());
        all.sort(NameEntry.ORDER);
        return all;
    }

    /** Live entries of ours, in no order. */
    List<NameEntry> own() {
        List<NameEntry> own = new ArrayList<>();
        for (NameEntry entry : entries.values()) {
            if (entry.origin().equals(self) && entry.isLive()) {
                own.add(entry);
            }
        }
        return own;
    }

    /** How many live entries there are. */
    int liveCount() {
        int count = 0;
        for (NameEntry entry : entries.values()) {
            count += entry.isLive() ? 1 : 0;
        }
        return count;
    }

    /** Live entries of a name in whatever case, in order. */
    List<NameEntry> named(String hostname) {
        return live(byName.get(DnsName.lower(hostname)));
    }

    /** Live entries with an address, in order. */
    List<NameEntry> addressed(RecordData address) {
        return live(byAddress.get(address));
    }

    /** What is to be said of an entry that somebody says is ours. */
    private NameEntry putRight(NameEntry told, long nowSeconds) {
        NameEntry known = entries.get(told.identity());
        if (known == null) {
            // Of an earlier life of ours.
            return told.isLive() ? told.deleted(nowSeconds) : told;
        }
        boolean isWrong =
                told.version() > known.version()
                        || told.version() == known.version()
                                && told.tombstone() != known.tombstone();
        return isWrong ? known.withVersion(told.version() + 1) : told;
    }

    private void put(NameEntry entry) {
        NameEntry former = entries.put(entry.identity(), entry);
        if (former != null) {
            unlink(former);
        }
        byName.computeIfAbsent(entry.key(), _ -> ordered()).add(entry);
        if (entry.data().isAddress()) {
            byAddress.computeIfAbsent(entry.data(), _ -> ordered()).add(entry);
        }
        touched.add(entry);
    }

    private void remove(NameEntry entry) {
        entries.remove(entry.identity());
        unlink(entry);
        touched.add(entry);
    }

    private void tell() {
        if (!touched.isEmpty()) {
            List<NameEntry> told = touched;
            touched = new ArrayList<>();
            listener.accept(told);
        }
    }

    private void unlink(NameEntry entry) {
        byName.computeIfPresent(entry.key(), (_, same) -> without(same, entry));
        if (entry.data().isAddress()) {
            byAddress.computeIfPresent(entry.data(), (_, same) -> without(same, entry));
        }
    }

    private static TreeSet<NameEntry> without(TreeSet<NameEntry> entries, NameEntry entry) {
        entries.remove(entry);
        return entries.isEmpty() ? null : entries;
    }

    private static TreeSet<NameEntry> ordered() {
        return new TreeSet<>(NameEntry.ORDER);
    }

    private static List<NameEntry> live(SortedSet<NameEntry> found) {
        return found == null
                ? Collections.emptyList()
                : found.stream().filter(NameEntry::isLive).toList();
    }
}
