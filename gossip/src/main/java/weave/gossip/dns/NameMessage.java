package weave.gossip.dns;

import java.util.List;

/**
 * What one message tells.
 *
 * @param timestamp the sender's clock, in seconds since 1970
 */
record NameMessage(long timestamp, List<NameEntry> entries) {
    NameMessage {
        entries = List.copyOf(entries);
    }
}
