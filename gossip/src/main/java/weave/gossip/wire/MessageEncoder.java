package weave.gossip.wire;

/**
 * One direction of a running connection: messages to bytes. Its calls must happen in the order in
 * which the bytes are sent, because encryption numbers the messages.
 */
public final class MessageEncoder {
    MessageEncoder() {}

    /**
     * The bytes of one message on the wire.
     *
     * @throws WireException if the message is larger than the protocol allows; nothing has changed
     *     then
     */
    public byte[] encode(ProtocolMessage message) throws WireException {
        throw new UnsupportedOperationException();
    }
}
