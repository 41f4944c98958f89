package weave.gossip.channel;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import weave.core.peer.PeerName;

/**
 * What waits to be said to one neighbour. Each channel has one slot for gossip and one per source
 * for broadcasts; what comes while a slot is taken merges into it, so a slow neighbour costs no
 * more memory than the state itself. Data is encoded when it is sent.
 */
public final class GossipSlots {
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final ArrayDeque<byte[]> encoded = new ArrayDeque<>();
    private final Output output;
    private String encodedChannel;
    private PeerName encodedSource;

    /** Where encoded messages go. */
    public interface Output {
        void gossip(String channel, byte[] data);

        void broadcast(String channel, PeerName source, byte[] data);
    }

    public GossipSlots(Output output) {
        this.output = output;
    }

    public void gossip(String channel, GossipData data) {
        Channel slots = slots(channel);
        slots.gossip = slots.gossip == null ? data : slots.gossip.merge(data);
    }

    public void broadcast(String channel, PeerName source, GossipData data) {
        slots(channel).broadcasts.merge(source, data, GossipData::merge);
    }

    public boolean isEmpty() {
        return encoded.isEmpty() && channels.isEmpty();
    }

    /** Sends while {@code writable} says so; one message at a time, the channels in turn. */
    public void drain(BooleanSupplier writable) {
        while (!isEmpty() && writable.getAsBoolean()) {
            if (encoded.isEmpty()) {
                encodeNext();
            } else if (encodedSource == null) {
                output.gossip(encodedChannel, encoded.poll());
            } else {
                output.broadcast(encodedChannel, encodedSource, encoded.poll());
            }
        }
    }

    /** Takes the first channel's next slot; a channel with more to say goes to the back. */
    private void encodeNext() {
        Iterator<Map.Entry<String, Channel>> first = channels.entrySet().iterator();
        Map.Entry<String, Channel> entry = first.next();
        String name = entry.getKey();
        Channel slots = entry.getValue();
        first.remove();
        GossipData data = slots.gossip;
        encodedChannel = name;
        encodedSource = null;
        if (data != null) {
            slots.gossip = null;
        } else {
            Iterator<Map.Entry<PeerName, GossipData>> next = slots.broadcasts.entrySet().iterator();
            Map.Entry<PeerName, GossipData> broadcast = next.next();
            encodedSource = broadcast.getKey();
            data = broadcast.getValue();
            next.remove();
        }
        if (slots.gossip != null || !slots.broadcasts.isEmpty()) {
            channels.put(name, slots);
        }
        List<byte[]> messages = data.encode();
        encoded.addAll(messages);
    }

    private Channel slots(String channel) {
        return channels.computeIfAbsent(channel, name -> new Channel());
    }

    private static final class Channel {
        private GossipData gossip;
        private final Map<PeerName, GossipData> broadcasts = new LinkedHashMap<>();
    }
}
