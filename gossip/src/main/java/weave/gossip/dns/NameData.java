package weave.gossip.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.gossip.channel.GossipData;

/** Entries on their way to others. */
final class NameData implements GossipData {
    /** Keeps a message far below the mesh's limit of 10 MiB; about 60 bytes each. */
    static final int ENTRIES_PER_MESSAGE = 20_000;

    private final NameCodec codec;
    private final NameMessage message;

    NameData(NameCodec codec, long timestamp, List<NameEntry> entries) {
        this.codec = codec;
        this.message = new NameMessage(timestamp, entries);
    }

    NameMessage message() {
        return message;
    }

    /** In order, one message as a rule. */
    @Override
    public List<byte[]> encode() {
        List<NameEntry> entries = new ArrayList<>(message.entries());
        entries.sort(NameEntry.WIRE_ORDER);
        List<byte[]> messages = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(from + ENTRIES_PER_MESSAGE, entries.size());
            messages.add(
                    codec.encode(new NameMessage(message.timestamp(), entries.subList(from, to))));
            from = to;
        } while (from < entries.size());
        return messages;
    }

    @Override
    public GossipData merge(GossipData later) {
        NameMessage other = ((NameData) later).message;
        Map<NameEntry.Identity, NameEntry> both = new LinkedHashMap<>();
        message.entries().forEach(entry -> both.put(entry.identity(), entry));
        for (NameEntry entry : other.entries()) {
            both.merge(entry.identity(), entry, (a, b) -> b.supersedes(a) ? b : a);
        }
        long timestamp = Math.max(message.timestamp(), other.timestamp());
        return new NameData(codec, timestamp, List.copyOf(both.values()));
    }
}
