package weave.gossip.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weave.gossip.channel.GossipData;

/** Entries on their way to others. */
final class NameData implements GossipData {
    /** Letters in a message, of up to 3 bytes: keeps it far below the mesh's limit of 10 MiB. */
    static final int LETTERS_PER_MESSAGE = 1 << 20;

    /** What an entry takes beside its texts. */
    private static final int LETTERS_PER_ENTRY = 40;

    private final NameCodec codec;
    private final NameMessage message;

    /** Once for all neighbours; {@code null} until the first of them takes it. */
    private List<byte[]> encoded;

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
        if (encoded == null) {
            encoded = List.copyOf(messages());
        }
        return encoded;
    }

    private List<byte[]> messages() {
        List<NameEntry> entries = new ArrayList<>(message.entries());
        entries.sort(NameEntry.WIRE_ORDER);
        List<byte[]> messages = new ArrayList<>();
        int from = 0;
        do {
            int to = from;
            int letters = 0;
            while (to < entries.size() && letters < LETTERS_PER_MESSAGE) {
                letters += letters(entries.get(to++));
            }
            messages.add(
                    codec.encode(new NameMessage(message.timestamp(), entries.subList(from, to))));
            from = to;
        } while (from < entries.size());
        return messages;
    }

    private static int letters(NameEntry entry) {
        return LETTERS_PER_ENTRY + entry.containerId().length() + entry.hostname().length();
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
