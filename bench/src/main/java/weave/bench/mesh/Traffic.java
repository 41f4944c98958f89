package weave.bench.mesh;

import java.nio.charset.StandardCharsets;

/** Counts gossip in clear by its channel (docs/protocol/mesh.md); the rest is not counted. */
final class Traffic {
    private static final int TAG_AT = 4;
    private static final int GOSSIP_FIRST = 4;
    private static final int GOSSIP_LAST = 6;
    private static final int NAME_LENGTH_AT = 8;

    private long topologyBytes;
    private long topologyMessages;
    private long ipamBytes;
    private long ipamMessages;

    /** One message with its length before it. */
    void count(byte[] message) {
        String channel = channel(message);
        if (channel.startsWith("topology")) {
            topologyBytes += message.length;
            topologyMessages++;
        } else if (channel.startsWith("IPalloc")) {
            ipamBytes += message.length;
            ipamMessages++;
        }
    }

    Cost soFar() {
        return new Cost(topologyBytes, topologyMessages, ipamBytes, ipamMessages, 0, 0);
    }

    /** An envelope begins with its channel: length, type 0c 00, length of the name, name. */
    private static String channel(byte[] message) {
        boolean isGossip =
                message.length > NAME_LENGTH_AT
                        && message[TAG_AT] >= GOSSIP_FIRST
                        && message[TAG_AT] <= GOSSIP_LAST;
        if (!isGossip || message.length < NAME_LENGTH_AT + 1 + message[NAME_LENGTH_AT]) {
            return "";
        }
        return new String(
                message, NAME_LENGTH_AT + 1, message[NAME_LENGTH_AT], StandardCharsets.US_ASCII);
    }
}
