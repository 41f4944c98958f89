package weave.gossip.wire;

import java.nio.ByteBuffer;

/**
 * One direction of a running connection: arriving bytes to messages.
 *
 * <pre>{@code
 * decoder.feed(chunk);
 * for (ProtocolMessage m = decoder.next(); m != null; m = decoder.next()) { ... }
 * }</pre>
 */
public final class MessageDecoder {
    MessageDecoder() {}

    /** Takes all of {@code chunk}, in the order of arrival. */
    public void feed(ByteBuffer chunk) {
        throw new UnsupportedOperationException();
    }

    /**
     * The next complete message, or {@code null} until more bytes have come. May be {@link
     * ProtocolMessage#EMPTY}, which is to be ignored but counts as a sign of life.
     *
     * @throws WireException if the bytes are against the protocol; the connection must end
     */
    public ProtocolMessage next() throws WireException {
        throw new UnsupportedOperationException();
    }
}
