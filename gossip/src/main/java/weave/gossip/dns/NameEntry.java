package weave.gossip.dns;

import java.util.Comparator;
import weave.core.peer.PeerName;

/**
 * That a container has a name. Only its origin changes it; of two states the one with the higher
 * version counts, and of equal versions the one with the later tombstone.
 *
 * @param containerId or a word for what is no container, such as {@code weave:extern}
 * @param origin the peer that registered it
 * @param data what the name stands for
 * @param hostname with its final dot, in the case in which it was registered
 * @param version raised with every change, from 0
 * @param tombstone when it was deleted, in seconds since 1970; 0 while it lives
 */
public record NameEntry(
        String containerId,
        PeerName origin,
        RecordData data,
        String hostname,
        long version,
        long tombstone) {
    private static final Comparator<NameEntry> WITHIN_A_NAME =
            Comparator.comparing(NameEntry::origin)
                    .thenComparing(NameEntry::containerId)
                    .thenComparing(NameEntry::data, NameEntry::compare);

    /** The order of tables: entries whose names differ in case only are neighbours. */
    static final Comparator<NameEntry> ORDER =
            Comparator.comparing(NameEntry::hostname, String.CASE_INSENSITIVE_ORDER)
                    .thenComparing(WITHIN_A_NAME)
                    .thenComparing(NameEntry::hostname);

    /** The order of messages: capitals come first. */
    static final Comparator<NameEntry> WIRE_ORDER =
            Comparator.comparing(NameEntry::hostname).thenComparing(WITHIN_A_NAME);

    public boolean isLive() {
        return tombstone == 0;
    }

    /** What makes it the same entry, whatever became of it. */
    Identity identity() {
        return new Identity(containerId, origin, data, hostname);
    }

    /** Entries that answer the same question have the same. */
    String key() {
        return DnsName.lower(hostname);
    }

    /** Whether this is a later state of the same entry than {@code other}. */
    boolean supersedes(NameEntry other) {
        return version > other.version || version == other.version && tombstone > other.tombstone;
    }

    NameEntry withVersion(long newVersion) {
        return new NameEntry(containerId, origin, data, hostname, newVersion, tombstone);
    }

    /** Its next version, deleted. */
    NameEntry deleted(long nowSeconds) {
        return new NameEntry(containerId, origin, data, hostname, version + 1, nowSeconds);
    }

    /** Its next version, alive. */
    NameEntry revived() {
        return new NameEntry(containerId, origin, data, hostname, version + 1, 0);
    }

    record Identity(String containerId, PeerName origin, RecordData data, String hostname) {}

    private static int compare(RecordData one, RecordData other) {
        return one instanceof RecordData.Address a && other instanceof RecordData.Address b
                ? Integer.compareUnsigned(a.value(), b.value())
                : one.label().compareTo(other.label());
    }
}
