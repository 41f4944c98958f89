package weave.gossip.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * One direction of a running connection: arriving bytes to messages.
 *
 * <pre>{@code
 * decoder.feed(chunk);
 * for (ProtocolMessage m = decoder.next(); m != null; m = decoder.next()) { ... }
 * }</pre>
 */
public final class MessageDecoder {
    private final Framing framing;
    private final ByteQueue queue;
    private MessageCipher cipher = MessageCipher.of(null, false);

    MessageDecoder(Framing framing, ByteQueue queue) {
        this.framing = framing;
        this.queue = queue;
    }

    /** Decrypts from now on. */
    void decryptWith(byte[] sessionKey, boolean dialler) {
        cipher = MessageCipher.of(sessionKey, dialler);
    }

    /** The features, or {@code null} until more bytes have come. */
    Map<String, String> nextFeatures() throws WireException {
        return framing.nextFeatures(queue, cipher);
    }

    /** Takes all of {@code chunk}, in the order of arrival. */
    public void feed(ByteBuffer chunk) {
        queue.add(chunk);
    }

    /**
     * The next complete message, or {@code null} until more bytes have come. May be {@link
     * ProtocolMessage#EMPTY}, which is to be ignored but counts as a sign of life.
     *
     * @throws WireException if the bytes are against the protocol; the connection must end
     */
    public ProtocolMessage next() throws WireException {
        byte[] framed = framing.next(queue);
        if (framed == null) {
            return null;
        }
        byte[] message = cipher.open(framed);
        return message.length == 0
                ? ProtocolMessage.EMPTY
                : new ProtocolMessage(
                        message[0] & 0xFF, Arrays.copyOfRange(message, 1, message.length));
    }
}
