package weave.gossip.wire;

import java.util.Arrays;
import weave.gossip.crypto.SecretBox;

/**
 * One direction's encryption, or none. The messages are numbered from 0 without the number being
 * sent: both ends count.
 */
final class MessageCipher {
    private static final MessageCipher NONE = new MessageCipher(null);

    private final SecretBox box;
    private long number;

    private MessageCipher(SecretBox box) {
        this.box = box;
    }

    /**
     * @param sessionKey 32 bytes, or {@code null} to leave everything in clear
     * @param dialler whether the sending side dialled
     */
    static MessageCipher of(byte[] sessionKey, boolean dialler) {
        if (sessionKey == null) {
            return NONE;
        }
        int origin = SecretBox.ORIGIN_TCP | (dialler ? SecretBox.ORIGIN_DIALLER : 0);
        return new MessageCipher(new SecretBox(sessionKey, origin));
    }

    /** Bytes that encryption adds to a message. */
    int overhead() {
        return box == null ? 0 : SecretBox.TAG_LENGTH;
    }

    byte[] seal(byte[] message) {
        if (box == null) {
            return message;
        }
        byte[] sealed = new byte[SecretBox.TAG_LENGTH + message.length];
        System.arraycopy(message, 0, sealed, SecretBox.TAG_LENGTH, message.length);
        box.seal(number++, sealed, SecretBox.TAG_LENGTH, message.length);
        return sealed;
    }

    /**
     * @param message decrypted in place
     */
    byte[] open(byte[] message) throws WireException {
        if (box == null) {
            return message;
        }
        if (!box.open(number++, message, 0, message.length)) {
            throw new WireException("Unable to decrypt TCP msg");
        }
        return Arrays.copyOfRange(message, SecretBox.TAG_LENGTH, message.length);
    }
}
