package weave.gossip.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** Key bytes that can be wiped, which the JDK's own key class cannot. */
final class SecretBytes implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    /**
     * @param bytes handed over
     */
    SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    /** Leaves the bytes out: they never reach a log. */
    @Override
    public String toString() {
        return "SecretBytes";
    }
}
