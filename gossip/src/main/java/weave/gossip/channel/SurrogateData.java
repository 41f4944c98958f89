package weave.gossip.channel;

import java.util.ArrayList;
import java.util.List;

/** Messages that we do not understand, in order. */
final class SurrogateData implements GossipData {
    /** Bytes kept for a slow neighbour; beyond it the oldest messages are dropped. */
    static final int WAITING_MAX = 4 << 20;

    private final List<byte[]> messages;

    SurrogateData(byte[] message) {
        this.messages = List.of(message);
    }

    private SurrogateData(List<byte[]> messages) {
        this.messages = messages;
    }

    @Override
    public List<byte[]> encode() {
        return messages;
    }

    @Override
    public GossipData merge(GossipData later) {
        List<byte[]> both = new ArrayList<>(messages);
        both.addAll(((SurrogateData) later).messages);
        int bytes = both.stream().mapToInt(message -> message.length).sum();
        int dropped = 0;
        while (bytes > WAITING_MAX && dropped < both.size() - 1) {
            bytes -= both.get(dropped++).length;
        }
        return new SurrogateData(List.copyOf(both.subList(dropped, both.size())));
    }
}
