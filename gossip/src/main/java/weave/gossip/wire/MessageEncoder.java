package weave.gossip.wire;

import java.util.Map;

/**
 * One direction of a running connection: messages to bytes. Its calls must happen in the order in
 * which the bytes are sent, because encryption numbers the messages.
 */
public final class MessageEncoder {
    private static final int TAG_LENGTH = 1;

    private final Framing framing;
    private MessageCipher cipher = MessageCipher.of(null, false);

    MessageEncoder(Framing framing) {
        this.framing = framing;
    }

    /** Encrypts from now on. */
    void encryptWith(byte[] sessionKey, boolean dialler) {
        cipher = MessageCipher.of(sessionKey, dialler);
    }

    byte[] encodeFeatures(Map<String, String> features) {
        return framing.frameFeatures(features, cipher);
    }

    /**
     * The bytes of one message on the wire.
     *
     * @throws WireException if the message is larger than the protocol allows; nothing has changed
     *     then
     */
    public byte[] encode(ProtocolMessage message) throws WireException {
        byte[] payload = message.payload();
        long length = (long) TAG_LENGTH + payload.length + cipher.overhead();
        if (length > Framing.LENGTH_MAX) {
            throw new WireException(
                    "outgoing message exceeds maximum size: "
                            + length
                            + " > "
                            + Framing.LENGTH_MAX);
        }
        byte[] bytes = new byte[TAG_LENGTH + payload.length];
        bytes[0] = (byte) message.tag();
        System.arraycopy(payload, 0, bytes, TAG_LENGTH, payload.length);
        return framing.frame(cipher.seal(bytes));
    }
}
